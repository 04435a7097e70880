namespace HotStream.Tests.Connectors;

/// <summary>A server of a test's own, on the loopback, that can be ended and begun again with what it kept.</summary>
internal interface IConnectorServer : IDisposable
{
    /// <summary>Ends it as its service is stopped, or, without grace, by SIGKILL.</summary>
    void End(bool graceful);

    /// <summary>Starts it again, on the same port, and waits until it answers.</summary>
    void Begin();
}

using System.Net.Sockets;

namespace HotStream.Mqtt;

/// <summary>Somebody whose socket a <see cref="SocketWatch"/> watches.</summary>
internal interface IWatched
{
    Socket Socket { get; }

    /// <summary>The socket is ready, or broken. On the watching thread: must be quick and not throw.</summary>
    void OnReady();
}

using System.Net.Sockets;
using HotStream.Tests.Cli;
using HotStream.Tests.Io;

namespace HotStream.Tests.Examples;

/// <summary>An example as a user starts it, connected to one or two servers of this test.</summary>
internal sealed class ExampleRun : IDisposable
{
    private readonly LinePeer[] _peers;
    private readonly Socket[] _sockets;
    private readonly CliProcess _process;

    /// <param name="name">The example.</param>
    /// <param name="peers">Servers; their ports are the arguments after the host.</param>
    /// <param name="arguments">The arguments after the ports.</param>
    public ExampleRun(string name, int peers, params string[] arguments)
    {
        _peers = [.. Enumerable.Range(0, peers).Select(_ => new LinePeer())];
        _process = CliProcess.StartProgram($"{name}.dll", ["127.0.0.1", .. _peers.Select(peer => $"{peer.Port}"), .. arguments]);
        _sockets = [.. _peers.Select(peer => peer.Accept())];
    }

    public string Output => _process.Output;

    public void Send(string text, int peer = 0) => LinePeer.Send(_sockets[peer], text);

    /// <summary>Waits until a text was printed after so many characters of output.</summary>
    public void WaitFor(string text, int after = 0) => _process.WaitFor(text, process => process.Output[after..]);

    /// <summary>Ctrl+C, when all that was sent is there.</summary>
    public string Stop()
    {
        Array.ForEach(_sockets, SentBytes.WaitUntilReceived);
        _process.Signal(CliProcess.Interrupt);
        Assert.Equal(0, _process.WaitForExit());
        Assert.Equal("", _process.Error);
        return _process.Output;
    }

    public void Dispose()
    {
        _process.Dispose();
        Array.ForEach(_peers, peer => peer.Dispose());
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace HotStream.Cli;

/// <summary>
/// A TCP server that sends one text in a loop to whoever connects first, from a thread of its own, and knows how much it has sent. It ends
/// between two lines and leaves the connection open, so that what it has sent is still received.
/// </summary>
internal sealed class GeneratorServer : IDisposable
{
    private const int SliceBytes = 64 * 1024;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ManualResetEventSlim _stop = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _text;
    private readonly double? _bytesPerSecond;
    private volatile Socket? _connection;
    private long _bytesSent;
    private long _linesSent;

    /// <param name="text">Whole lines.</param>
    /// <param name="megabytesPerSecond">How fast; null for as fast as possible.</param>
    public GeneratorServer(byte[] text, double? megabytesPerSecond)
    {
        _text = text;
        BytesPerLine = (double)text.Length / text.AsSpan().Count((byte)'\n');
        _bytesPerSecond = megabytesPerSecond * 1e6;
        _listener.Start();
    }

    /// <summary>Mean length of a line, its end included.</summary>
    public double BytesPerLine { get; }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public long BytesSent => Volatile.Read(ref _bytesSent);

    public long LinesSent => Volatile.Read(ref _linesSent);

    public long WordsSent => LinesSent * ZipfGenerator.WordsPerLine;

    /// <summary>Ends when sending has ended; fails when it failed.</summary>
    public Task Ended => _ended.Task;

    public void Start() => new Thread(Run) { IsBackground = true, Name = "hotstream-demo-generator" }.Start();

    /// <summary>Sends the rest of the lines begun, then no more.</summary>
    public async Task StopAsync()
    {
        _stop.Set();
        if (_connection is null)
        {
            _listener.Stop(); // nobody came
        }

        await Ended.WaitAsync(s_patience).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _stop.Set();
        _listener.Dispose();
        _connection?.Dispose();
    }

    private void Run()
    {
        try
        {
            _connection = _listener.AcceptSocket();
            _connection.SendBufferSize = 1024 * 1024;
            SendLoop(_connection);
            _ended.TrySetResult();
        }
        catch (Exception) when (_stop.IsSet && _connection is null)
        {
            _ended.TrySetResult();
        }
        catch (Exception failure)
        {
            _ended.TrySetException(new IOException($"The generator could not send: {failure.Message}", failure));
        }
    }

    private void SendLoop(Socket connection)
    {
        long started = Stopwatch.GetTimestamp();
        for (int start = 0; !_stop.IsSet;)
        {
            ReadOnlySpan<byte> lines = NextLines(start);
            for (int sent = 0; sent < lines.Length;)
            {
                sent += connection.Send(lines[sent..]);
            }

            Volatile.Write(ref _linesSent, _linesSent + lines.Count((byte)'\n'));
            Volatile.Write(ref _bytesSent, _bytesSent + lines.Length);
            start += lines.Length;
            start = start < _text.Length ? start : 0;
            WaitForRate(Stopwatch.GetElapsedTime(started));
        }
    }

    /// <summary>About 64 KiB that end with a line.</summary>
    private ReadOnlySpan<byte> NextLines(int start)
    {
        ReadOnlySpan<byte> rest = _text.AsSpan(start);
        return rest.Length <= SliceBytes ? rest : rest[..(rest[..SliceBytes].LastIndexOf((byte)'\n') + 1)];
    }

    private void WaitForRate(TimeSpan elapsed)
    {
        if (_bytesPerSecond is { } rate && TimeSpan.FromSeconds(_bytesSent / rate) - elapsed is var ahead
            && ahead >= TimeSpan.FromMilliseconds(1))
        {
            _stop.Wait(ahead);
        }
    }
}

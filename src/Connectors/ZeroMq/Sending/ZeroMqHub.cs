using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.ZeroMq;

/// <summary>
/// The peers of a sink and what waits for them. Writers hand over blocks of messages; peers take them, each on its own. The gate is taken
/// for a block and for what a peer sends at once, never for a message. PUSH: each message goes to the next peer that has room; what waits
/// for one that leaves goes to others. PUB: each message goes to all subscribers that want it and have room.
/// </summary>
internal sealed class ZeroMqHub(ZeroMqAddress address, ZmtpRole role, ZeroMqSendOptions options, string sink) : IDisposable
{
    private static readonly TimeSpan s_retryAccept = TimeSpan.FromMilliseconds(100);

    private readonly Lock _starting = new();
    private readonly object _gate = new();
    private readonly List<ZeroMqPeer> _peers = [];
    private readonly List<Task> _running = [];
    private readonly ZeroMqQueue _left = new(); // of peers that have gone: for others
    private readonly CancellationTokenSource _closing = new();
    private TaskCompletionSource? _empty;
    private Socket? _listener;
    private bool _isStarted;
    private long _waiting; // messages that were handed over and not sent
    private long _sent;
    private int _next;
    private string _trouble = "";

    public ZmtpRole Role => role;

    public ZeroMqSendOptions Options => options;

    public ILogger Logger { get; set; } = NullLogger.Instance;

    /// <summary>Name of the context, for metrics.</summary>
    public string Context { get; set; } = "";

    public int SubscriptionsMax => (options as ZeroMqPublishOptions)?.SubscriptionsMax ?? 0;

    private bool IsPush => options is ZeroMqPushOptions;

    /// <summary>Listens or connects, with the first batch.</summary>
    /// <exception cref="IOException">Nobody can listen there.</exception>
    public void Start()
    {
        lock (_starting)
        {
            if (_isStarted)
            {
                return;
            }

            if (options.Bind)
            {
                Listen();
            }

            _isStarted = true;
            Keep(options.Bind ? AcceptAsync() : ConnectAsync());
        }
    }

    /// <summary>Hands messages to all subscribers that want them; never waits.</summary>
    public void Publish(ZeroMqBlock block)
    {
        long dropped = 0;
        lock (_gate)
        {
            foreach (ZeroMqPeer peer in _peers)
            {
                dropped += Publish(block, peer);
            }
        }

        if (dropped > 0)
        {
            ZeroMqMetrics.Dropped(Context, sink, dropped);
        }
    }

    /// <summary>Deals messages out; waits while no peer has room.</summary>
    /// <exception cref="IOException">Nobody took anything for too long.</exception>
    /// <exception cref="OperationCanceledException">The batch has failed.</exception>
    public void Push(ZeroMqBlock block, TimeSpan waitFor, CancellationToken stop)
    {
        using CancellationTokenRegistration waking = stop.UnsafeRegister(static hub => ((ZeroMqHub)hub!).WakeWriters(), this);
        lock (_gate)
        {
            for (int i = 0; i < block.Count; i++)
            {
                ReadOnlySpan<byte> message = block.Bytes(i);
                while (!TryDeal(message))
                {
                    stop.ThrowIfCancellationRequested();
                    long sent = _sent;
                    if (!Monitor.Wait(_gate, waitFor) && sent == _sent)
                    {
                        throw Stuck(waitFor);
                    }
                }
            }
        }
    }

    /// <summary>Waits until everything that was handed over is sent.</summary>
    /// <exception cref="IOException">Nobody took anything for too long.</exception>
    public async Task WhenSentAsync(TimeSpan waitFor, CancellationToken stop)
    {
        while (true)
        {
            Task empty;
            long sent;
            lock (_gate)
            {
                if (_waiting == 0)
                {
                    return;
                }

                sent = _sent;
                empty = (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            try
            {
                await empty.WaitAsync(waitFor, stop).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                lock (_gate)
                {
                    if (sent == _sent && _waiting > 0)
                    {
                        throw Stuck(waitFor);
                    }
                }
            }
        }
    }

    /// <summary>Forgets what waits and is not being sent.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            foreach (ZeroMqPeer peer in _peers)
            {
                _waiting -= peer.Queue.Messages;
                peer.Queue.Clear();
            }

            _waiting -= _left.Messages;
            _left.Clear();
            Settle();
        }
    }

    /// <summary>Waits a while for what is to be sent still, then closes.</summary>
    public void Dispose()
    {
        Task[] running;
        lock (_starting)
        {
            _isStarted = true;
        }

        try
        {
            WhenSentAsync(options.Linger, CancellationToken.None).Wait(options.Linger);
        }
        catch (AggregateException)
        {
            // it takes no more
        }

        _closing.Cancel();
        _listener?.Dispose();
        lock (_gate)
        {
            running = [.. _running];
        }

        Task.WaitAll(running, TimeSpan.FromSeconds(1));
    }

    /// <summary>A peer has greeted.</summary>
    public void Joined(ZeroMqPeer peer)
    {
        ZeroMqLog.Connected(Logger, sink, peer.Name);
        lock (_gate)
        {
            _peers.Add(peer);
            if (_left.Messages > 0)
            {
                Inherit(peer);
            }

            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>A peer has gone: what waits for it goes to others, what was being sent is lost.</summary>
    public void Left(ZeroMqPeer peer, string why)
    {
        int lost;
        lock (_gate)
        {
            _peers.Remove(peer);
            lost = peer.Queue.Sent();
            _waiting -= lost;
            if (IsPush)
            {
                _left.Add(peer.Queue.Waiting, peer.Queue.Messages);
                if (_peers.Count > 0 && _left.Messages > 0)
                {
                    Inherit(_peers[_next++ % _peers.Count]);
                }
            }
            else
            {
                _waiting -= peer.Queue.Messages;
            }

            Settle();
        }

        if (!_closing.IsCancellationRequested)
        {
            ZeroMqLog.Left(Logger, sink, peer.Name, why, lost);
            ZeroMqMetrics.Lost(Context, sink, lost);
        }
    }

    /// <returns>Whether there is something to send.</returns>
    public bool TakeNext(ZeroMqPeer peer)
    {
        lock (_gate)
        {
            if (peer.Queue.IsEmpty)
            {
                return false;
            }

            peer.Queue.Swap();
            Monitor.PulseAll(_gate); // there is room again
            return true;
        }
    }

    /// <summary>What was taken is sent.</summary>
    public void Sent(ZeroMqPeer peer)
    {
        lock (_gate)
        {
            int count = peer.Queue.Sent();
            _waiting -= count;
            _sent += count;
            Settle();
        }
    }

    /// <exception cref="ZeroMqException">It subscribes to too much.</exception>
    public void Subscribe(ZeroMqPeer peer, ReadOnlySpan<byte> prefix, bool isWanted)
    {
        lock (_gate)
        {
            if (!isWanted)
            {
                peer.Subscriptions.Remove(prefix);
            }
            else if (!peer.Subscriptions.Add(prefix))
            {
                throw new ZeroMqException($"{peer.Name} asks for more than {SubscriptionsMax} subscriptions (SubscriptionsMax)");
            }
        }
    }

    public void Ping(ZeroMqPeer peer)
    {
        lock (_gate)
        {
            ZmtpWriter.Ping(peer.Queue.Urgent);
        }

        peer.Queue.Wake();
    }

    /// <summary>Answers a PING.</summary>
    public void Answer(ZeroMqPeer peer, ReadOnlySpan<byte> context)
    {
        lock (_gate)
        {
            ZmtpWriter.Command(peer.Queue.Urgent, ZmtpCommand.Pong, context);
        }

        peer.Queue.Wake();
    }

    private long Publish(ZeroMqBlock block, ZeroMqPeer peer)
    {
        long dropped = 0;
        int added = 0;
        for (int i = 0; i < block.Count; i++)
        {
            if (!peer.Subscriptions.Wants(block.Topic(i)))
            {
                continue;
            }

            ReadOnlySpan<byte> message = block.Bytes(i);
            if (peer.Queue.Bytes > 0 && peer.Queue.Bytes + message.Length > options.QueueBytesMax)
            {
                dropped++;
                continue;
            }

            peer.Queue.Add(message, 1);
            added++;
        }

        _waiting += added;
        if (dropped > 0 && peer.Dropped == 0)
        {
            ZeroMqLog.Slow(Logger, sink, peer.Name, peer.Queue.Bytes);
        }

        peer.Dropped = dropped == 0 ? 0 : peer.Dropped + dropped;
        if (added > 0)
        {
            peer.Queue.Wake();
        }

        return dropped;
    }

    /// <summary>The next peer that has room takes it.</summary>
    private bool TryDeal(ReadOnlySpan<byte> message)
    {
        for (int i = 0; i < _peers.Count; i++)
        {
            _next = (_next + 1) % _peers.Count;
            ZeroMqQueue queue = _peers[_next].Queue;
            if (queue.Bytes == 0 || queue.Bytes + message.Length <= options.QueueBytesMax)
            {
                queue.Add(message, 1);
                _waiting++;
                queue.Wake();
                return true;
            }
        }

        return false;
    }

    private void Inherit(ZeroMqPeer peer)
    {
        peer.Queue.Add(_left.Waiting, _left.Messages);
        _left.Clear();
        peer.Queue.Wake();
    }

    /// <summary>Lets go who waits, if all was sent. The gate is held.</summary>
    private void Settle()
    {
        if (_waiting == 0)
        {
            _empty?.TrySetResult();
            _empty = null;
        }
    }

    private void WakeWriters()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    private IOException Stuck(TimeSpan waitFor) => new(_peers.Count == 0
        ? $"{sink} has no peer{(_trouble.Length == 0 ? "" : $" ({_trouble})")}; a batch waited for one for {PlainText.Of(waitFor)} "
        + "(ZeroMqPushOptions.WaitFor)."
        : $"{sink} has {_peers.Count} peers, and none took anything for {PlainText.Of(waitFor)} (ZeroMqPushOptions.WaitFor): they are "
        + "slow, or hang.");

    private void Listen()
    {
        IPEndPoint place = address.Own;
        var listener = new Socket(place.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(place);
            listener.Listen(options.ConnectionsMax);
        }
        catch (SocketException failure)
        {
            listener.Dispose();
            throw new IOException($"{sink} cannot listen: {failure.Message}", failure);
        }

        _listener = listener;
        options.OnListening?.Invoke((IPEndPoint)listener.LocalEndPoint!);
    }

    private async Task AcceptAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        int taken = 0;
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener!.AcceptAsync(_closing.Token).ConfigureAwait(false);
                string name = $"tcp://{socket.RemoteEndPoint}";
                if (Volatile.Read(ref taken) >= options.ConnectionsMax)
                {
                    socket.Dispose();
                    ZeroMqLog.NotTaken(Logger, sink,
                        $"{options.ConnectionsMax} peers are connected already; raise ConnectionsMax to allow more");
                    continue;
                }

                Interlocked.Increment(ref taken);
                ReceiverSockets.EnableKeepAlive(socket);
                Keep(ServeAsync(new ZeroMqPeer(socket, name, this)));
            }
            catch (Exception failure) when (failure is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                if (!_closing.IsCancellationRequested)
                {
                    ZeroMqLog.NotTaken(Logger, sink, failure.Message);
                    await Task.Delay(s_retryAccept, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
            }
        }

        async Task ServeAsync(ZeroMqPeer peer)
        {
            string why = await peer.RunAsync(_closing.Token).ConfigureAwait(false);
            Interlocked.Decrement(ref taken);
            Volatile.Write(ref _trouble, why);
        }
    }

    private async Task ConnectAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var backoff = new Backoff(TimeSpan.MaxValue, TimeProvider.System);
        while (!_closing.IsCancellationRequested)
        {
            long before = Volatile.Read(ref _sent);
            string why = await ConnectOnceAsync().ConfigureAwait(false);
            Volatile.Write(ref _trouble, why);
            if (_closing.IsCancellationRequested)
            {
                return;
            }

            if (Volatile.Read(ref _sent) != before)
            {
                backoff.Progress();
            }

            backoff.TryAgain(out TimeSpan delay);
            ZeroMqLog.Reconnecting(Logger, sink, delay.TotalMilliseconds, why);
            await Task.Delay(delay, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<string> ConnectOnceAsync()
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            ReceiverSockets.EnableKeepAlive(socket);
            await socket.ConnectAsync(address.Server, _closing.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            return failure.Message;
        }

        return await new ZeroMqPeer(socket, address.ToString(), this).RunAsync(_closing.Token).ConfigureAwait(false);
    }

    private void Keep(Task task)
    {
        lock (_gate)
        {
            _running.RemoveAll(static running => running.IsCompleted);
            _running.Add(task);
        }
    }
}

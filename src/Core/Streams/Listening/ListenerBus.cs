using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// Takes events to the listeners of one context, in order, on a thread of its own that starts with the first event somebody listens to.
/// Posting never waits: when listeners are too far behind, the event is dropped and that is logged. Safe from any thread.
/// </summary>
internal sealed class ListenerBus(ILogger logger)
{
    private const int MostWaiting = 10_000; // as spark.scheduler.listenerbus.eventqueue.capacity

    private readonly Channel<Event> _events = Channel.CreateBounded<Event>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    private readonly Lock _gate = new();
    private StreamingListener[] _listeners = [];
    private Thread? _thread;
    private long _posted;
    private long _delivered;
    private long _dropped;
    private volatile bool _closed;

    /// <summary>Whether the calling thread is the one listeners are called on.</summary>
    public bool IsCurrent => Thread.CurrentThread == _thread;

    /// <summary>Whether anybody listens: asked before an event is made that costs something.</summary>
    public bool Any => Volatile.Read(ref _listeners).Length > 0;

    public void Add(StreamingListener listener)
    {
        lock (_gate)
        {
            _listeners = [.. _listeners, listener];
        }
    }

    public bool Remove(StreamingListener listener)
    {
        lock (_gate)
        {
            int index = Array.IndexOf(_listeners, listener);
            _listeners = index < 0 ? _listeners : [.. _listeners.AsSpan(0, index), .. _listeners.AsSpan(index + 1)];
            return index >= 0;
        }
    }

    /// <summary>Queues one call to every listener there is now.</summary>
    public void Post(Action<StreamingListener, object> call, object info)
    {
        StreamingListener[] listeners = Volatile.Read(ref _listeners);
        if (listeners.Length == 0 || _closed)
        {
            return;
        }

        EnsureThread();
        if (_events.Writer.TryWrite(new Event(listeners, call, info)))
        {
            Interlocked.Increment(ref _posted);
        }
        else if (!_closed && Interlocked.Increment(ref _dropped) == 1)
        {
            Log.ListenersBehind(logger, MostWaiting);
        }
    }

    /// <summary>
    /// Waits until the listeners heard of everything so far; false when time runs out, or when asked by a
    /// listener, which would wait for itself.
    /// </summary>
    public bool WaitUntilDelivered(TimeSpan timeout)
    {
        long posted = Volatile.Read(ref _posted);
        return Volatile.Read(ref _delivered) >= posted
            || (!IsCurrent && SpinWait.SpinUntil(() => Volatile.Read(ref _delivered) >= posted, timeout));
    }

    /// <summary>Takes no more events and waits, for a while, until those posted are delivered.</summary>
    public void Close(TimeSpan lastWait)
    {
        Thread? thread;
        lock (_gate)
        {
            _closed = true;
            thread = _thread;
        }

        _events.Writer.TryComplete();
        if (thread is not null && !IsCurrent && !thread.Join(lastWait))
        {
            Log.ListenersAbandoned(logger, lastWait.TotalSeconds);
        }
    }

    private void EnsureThread()
    {
        if (Volatile.Read(ref _thread) is not null)
        {
            return;
        }

        lock (_gate)
        {
            if (_thread is null && !_closed)
            {
                var thread = new Thread(Loop) { IsBackground = true, Name = "hotstream-listeners" };
                Volatile.Write(ref _thread, thread);
                thread.UnsafeStart();
            }
        }
    }

    private void Loop()
    {
        while (_events.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (_events.Reader.TryRead(out Event next))
            {
                foreach (StreamingListener listener in next.Listeners)
                {
                    try
                    {
                        next.Call(listener, next.Info);
                    }
                    catch (Exception failure)
                    {
                        Log.ListenerThrew(logger, listener.GetType().Name, failure);
                    }
                }

                Interlocked.Increment(ref _delivered);
            }

            Volatile.Write(ref _dropped, 0);
        }
    }

    private readonly record struct Event(StreamingListener[] Listeners, Action<StreamingListener, object> Call, object Info);
}

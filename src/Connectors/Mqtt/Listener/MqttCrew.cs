namespace HotStream.Mqtt;

/// <summary>
/// The threads that serve a listener's devices: as many as devices want something at a time, up to a bound; a device that is silent has
/// none. Each device is served by one thread at a time, and once more when it was asked for meanwhile.
/// <para>A thread stays with a device that goes on sending, in blocking calls, as long as no other waits for a thread: that is what
/// makes a busy device cheap.</para>
/// Thread-safe.
/// </summary>
internal sealed class MqttCrew(string name) : IDisposable
{
    /// <summary>Most threads: they wait for bytes, rings and memory more than they work.</summary>
    public const int ThreadsMax = 32;

    private readonly Lock _gate = new();
    private readonly Queue<MqttServed> _ready = [];
    private readonly SemaphoreSlim _work = new(0);
    private readonly List<Thread> _threads = [];
    private int _idle;
    private bool _isClosed;

    /// <summary>Whether somebody waits for a thread and there is none to come: whoever has one should be brief.</summary>
    public bool IsCrowded { get; private set; }

    /// <summary>Serves a device soon. Does nothing when it waits already, or is gone.</summary>
    public void Schedule(MqttServed device)
    {
        if (!device.TryAsk())
        {
            return;
        }

        lock (_gate)
        {
            _ready.Enqueue(device);
            if (_idle < _ready.Count && _threads.Count < ThreadsMax && !_isClosed)
            {
                var thread = new Thread(Work) { IsBackground = true, Name = $"hotstream-devices-{name}-{_threads.Count + 1}" };
                _threads.Add(thread);
                thread.Start();
            }

            Look();
        }

        _work.Release();
    }

    /// <summary>Ends the threads when all who wait are served.</summary>
    public void Dispose()
    {
        Thread[] threads;
        lock (_gate)
        {
            _isClosed = true;
            threads = [.. _threads];
        }

        if (threads.Length > 0)
        {
            _work.Release(threads.Length);
        }

        Array.ForEach(threads, thread => thread.Join());
        _work.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            lock (_gate)
            {
                _idle++;
            }

            _work.Wait();
            MqttServed? device;
            lock (_gate)
            {
                _idle--;
                if (!_ready.TryDequeue(out device) && _isClosed)
                {
                    return;
                }

                Look();
            }

            if (device?.ServeOnce() == true)
            {
                Schedule(device);
            }
        }
    }

    private void Look() => IsCrowded = _ready.Count > _idle && _threads.Count >= ThreadsMax;
}

using System.Collections.Concurrent;

namespace HotStream;

/// <summary>
/// One thread that belongs to the partitions congruent to its number. Its loop: shares of jobs first, then whatever its lanes received,
/// then a short spin, then sleep until a producer or the scheduler wakes it.
/// </summary>
internal sealed class Worker : IDisposable
{
    private const int SpinsBeforePark = 40;

    [ThreadStatic]
    private static bool s_isWorker;

    private readonly ConcurrentQueue<PartitionRun> _runs = new();
    private readonly Parker _parker = new();
    private readonly Thread _thread;
    private readonly int _number;
    private readonly Action<Exception>? _onFailure;
    private IPump[] _pumps = [];
    private volatile bool _stopping;

    public Worker(int number, Action<Exception>? onFailure = null)
    {
        _number = number;
        _onFailure = onFailure;
        _thread = new Thread(Loop) { IsBackground = true, Name = $"hotstream-worker-{number}" };
        _thread.Start();
    }

    /// <summary>Whether the calling thread is a worker of any engine.</summary>
    public static bool IsCurrent => s_isWorker;

    public void Enqueue(PartitionRun run)
    {
        _runs.Enqueue(run);
        Wake();
    }

    public void Attach(IPump pump)
    {
        Volatile.Write(ref _pumps, [.. _pumps, pump]);
        Wake();
    }

    /// <summary>Notifies the worker that a lane of its has received something.</summary>
    public void Wake() => _parker.Wake();

    public void Dispose()
    {
        _stopping = true;
        Wake();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    private void Loop()
    {
        s_isWorker = true;
        _parker.Loop(DoOne, () => _stopping, SpinsBeforePark);
    }

    private bool DoOne()
    {
        try
        {
            bool did = _runs.TryDequeue(out PartitionRun? run);
            if (did)
            {
                run!.RunShare(_number);
            }

            foreach (IPump pump in Volatile.Read(ref _pumps))
            {
                did |= pump.Pump();
            }

            return did;
        }
        catch (Exception failure)
        {
            _onFailure?.Invoke(failure); // jobs and chains keep what their code throws; whatever came here must not end the process
            return false;
        }
    }
}

namespace HotStream;

/// <summary>The workers of one engine, and the way a job's partitions reach them.</summary>
internal sealed class Executor : IDisposable
{
    private readonly Worker[] _workers;

    /// <summary>Starts the workers; they report what no batch could be failed with, and go on.</summary>
    public Executor(int workers, Action<Exception>? onFailure = null)
    {
        _workers = new Worker[workers];
        for (int i = 0; i < workers; i++)
        {
            _workers[i] = new Worker(i, onFailure);
        }
    }

    public int WorkerCount => _workers.Length;

    /// <summary>The worker a partition belongs to.</summary>
    public Worker WorkerOf(int partition) => _workers[partition % _workers.Length];

    /// <summary>
    /// Runs a task over all partitions and returns when all are done; the first exception is rethrown. A single partition, a small task and
    /// a call from inside a worker run on the calling thread: a hop costs more than they do, or would wait for itself.
    /// </summary>
    public void RunAll(IPartitionTask task, int partitions, bool isSmall = false)
    {
        if (partitions <= 1 || isSmall)
        {
            RunHere(task, partitions);
            return;
        }

        Start(task, partitions)?.Wait();
    }

    /// <summary>Begins with a task; null when it was done on the calling thread, as <see cref="RunAll"/> has it.</summary>
    public PartitionRun? Start(IPartitionTask task, int partitions)
    {
        if (_workers.Length == 1 || Worker.IsCurrent)
        {
            RunHere(task, partitions);
            return null;
        }

        int used = Math.Min(partitions, _workers.Length);
        var run = new PartitionRun(task, partitions, used);
        for (int i = 0; i < used; i++)
        {
            _workers[i].Enqueue(run);
        }

        return run;
    }

    private static void RunHere(IPartitionTask task, int partitions)
    {
        for (int partition = 0; partition < partitions; partition++)
        {
            task.Run(partition);
        }
    }

    public void Dispose()
    {
        foreach (Worker worker in _workers)
        {
            worker.Dispose();
        }
    }
}

using System.Runtime.ExceptionServices;

namespace HotStream;

/// <summary>
/// One task on its way through all partitions: worker w does partitions w, w + W, w + 2W and so on, so a
/// partition always meets the same worker.
/// </summary>
internal sealed class PartitionRun(IPartitionTask task, int partitions, int workers)
{
    private readonly int _stride = workers;
    private readonly ManualResetEventSlim _done = new(false, spinCount: 200);
    private int _workersLeft = workers;
    private Exception? _failure;

    public void RunShare(int worker)
    {
        for (int partition = worker; partition < partitions; partition += _stride)
        {
            if (Volatile.Read(ref _failure) is not null)
            {
                break; // the batch has failed already
            }

            try
            {
                task.Run(partition);
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref _failure, failure, null);
            }
        }

        if (Interlocked.Decrement(ref _workersLeft) == 0)
        {
            _done.Set();
        }
    }

    /// <summary>Waits for all shares, whatever became of them.</summary>
    public void Settle() => _done.Wait();

    /// <summary>Waits for all shares and throws what the first failing one threw.</summary>
    public void Wait()
    {
        _done.Wait();
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }
    }
}

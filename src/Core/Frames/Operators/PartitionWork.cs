namespace HotStream;

/// <summary>Work for every partition, until it is cancelled.</summary>
internal sealed class PartitionWork(Action<int> work, CancellationToken cancellation) : IPartitionTask
{
    public void Run(int partition)
    {
        cancellation.ThrowIfCancellationRequested();
        work(partition);
    }
}

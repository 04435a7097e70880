namespace HotStream;

/// <summary>Work that is the same for every partition.</summary>
internal interface IPartitionTask
{
    /// <summary>Does one partition's share.</summary>
    void Run(int partition);
}

namespace HotStream.Kafka;

/// <summary>A list of partitions with offsets, for the calls that take one. Dispose it.</summary>
internal readonly unsafe struct PartitionList : IDisposable
{
    private readonly NativePartitionList* _list;

    public PartitionList(params IReadOnlyCollection<(TopicPartition Place, long Offset)> partitions)
    {
        _list = RdKafka.ListNew(partitions.Count);
        foreach ((TopicPartition place, long offset) in partitions)
        {
            RdKafka.ListAdd(_list, place.Topic, place.Partition)->Offset = offset;
        }
    }

    public NativePartitionList* Native => _list;

    /// <summary>The partitions, in their order.</summary>
    public ReadOnlySpan<NativePartition> Items => new(_list->Items, _list->Count);

    public void Dispose() => RdKafka.ListDestroy(_list);
}

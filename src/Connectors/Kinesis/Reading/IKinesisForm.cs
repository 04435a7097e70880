namespace HotStream.Kinesis;

/// <summary>What becomes of a record: a struct, so that each kind of stream has a loop of its own.</summary>
internal interface IKinesisForm<T>
{
    static abstract T Make(KinesisBlock block, in KinesisEntry entry, RecordFeed<T> feed);
}

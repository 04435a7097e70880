namespace HotStream.Kinesis;

/// <summary>What becomes of a record: a struct, so that each kind of stream has a loop of its own.</summary>
internal interface IKinesisForm<T>
{
    static abstract T Make(KinesisBlock block, in KinesisEntry entry, RecordFeed<T> feed);

    /// <summary>Adds it to the way into the engine.</summary>
    static abstract void Add(KinesisBlock block, in KinesisEntry entry, SlabWriter<T> writer);

    /// <summary>As a dead letter.</summary>
    static abstract DeadLetter Describe(string source, in T record);
}

namespace HotStream.MongoDb;

/// <summary>What becomes of a record. Thread-safe.</summary>
internal abstract class MongoDbForm<T>
{
    /// <summary>Hash of a record's id, so that one writer has all of an id; null where ids are not known.</summary>
    public abstract Func<T, ulong>? KeyHash { get; }

    /// <summary>Makes the write; what it throws is the record's fault.</summary>
    public abstract MongoDbItem Make(T record, long number);
}

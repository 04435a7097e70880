namespace HotStream;

/// <summary>
/// Where the records of a cached stream or batch are kept. Spark's other levels have no meaning here: there is one process, so nothing is
/// replicated; records in memory are blocks of values already, text off the heap, so a serialized form would save nothing; and a batch is
/// read again within moments, so that disk alone would only be slower.
/// </summary>
public enum StorageLevel
{
    /// <summary>In memory, whatever it takes.</summary>
    Memory,

    /// <summary>
    /// In memory up to <see cref="StreamingOptions.CacheBudgetBytes"/>; partitions that do not fit go to a temporary file and are read from
    /// there. For records that can be written: <see cref="Utf8Slice"/>, <see cref="string"/>, numbers and other plain values, structs of
    /// such fields without references, and pairs and tuples of two or three of these.
    /// </summary>
    MemoryAndDisk,
}

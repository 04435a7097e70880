namespace HotStream;

/// <summary>How one type of record, or part of a record, is written to disk and read back; loops are specialised for it.</summary>
internal interface ISpillCodec<T>
{
    /// <summary>Whether every value of the type can be written.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>About the bytes it takes in memory.</summary>
    static abstract long SizeOf(in T value);

    static abstract void Write(SpillFile file, in T value);

    static abstract T Read(SpillReader reader);
}

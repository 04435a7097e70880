namespace HotStream.Io;

/// <summary>Where in a record of an input the bytes to parse are, and what to call their source in a dead letter.</summary>
internal interface IPayload<T>
{
    static abstract Utf8Slice Of(in T record);

    /// <summary>The record with another payload.</summary>
    static abstract T With(in T record, Utf8Slice payload);

    /// <summary>What a dead letter calls its source; empty for the stream.</summary>
    static abstract string SourceOf(in T record);
}

namespace HotStream.Flume;

/// <summary>What becomes of an event: a struct, so that each kind of stream has a loop of its own.</summary>
internal interface IFlumeForm<T>
{
    /// <summary>Whether the headers are wanted.</summary>
    static abstract bool IsWhole { get; }

    static abstract T Make(Utf8Slice headers, Utf8Slice body);

    static abstract Utf8Slice BodyOf(in T record);
}

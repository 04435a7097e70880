namespace HotStream.Http;

/// <summary>What becomes of something posted: a struct, so that each kind of stream has a loop of its own.</summary>
internal interface IHttpRecord<T>
{
    /// <summary>Whether target and id are wanted.</summary>
    static abstract bool IsWhole { get; }

    static abstract T Make(Utf8Slice target, Utf8Slice id, Utf8Slice payload);

    /// <summary>What a record holds of them.</summary>
    static abstract (Utf8Slice Target, Utf8Slice Payload) Parts(in T record);
}

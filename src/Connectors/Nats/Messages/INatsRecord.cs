namespace HotStream.Nats;

/// <summary>What becomes of a message: a struct, so that each kind of stream has a loop of its own.</summary>
internal interface INatsRecord<T>
{
    /// <summary>Whether more than the payload is looked at.</summary>
    static abstract bool IsWhole { get; }

    /// <summary>What of a message its record holds: where it is, if it does, and its payload.</summary>
    static abstract (string Position, Utf8Slice Payload) Parts(in T record);

    static abstract T Make(Utf8Slice subject, Utf8Slice payload, long sequence);
}

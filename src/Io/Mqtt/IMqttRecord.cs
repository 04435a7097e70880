namespace HotStream.Io;

/// <summary>What becomes of a message: a struct, so that each kind of stream has a loop of its own.</summary>
internal interface IMqttRecord<T>
{
    /// <summary>Whether more than the payload is looked at.</summary>
    static abstract bool IsWhole { get; }

    static abstract T Make(Utf8Slice topic, Utf8Slice payload, Utf8Slice properties, byte qos, bool retain, bool duplicate);
}

namespace HotStream.Mqtt;

/// <summary>What becomes of a message: a struct, so that each kind of stream has a loop of its own.</summary>
internal interface IMqttRecord<T>
{
    /// <summary>Whether more than the payload is looked at.</summary>
    static abstract bool IsWhole { get; }

    /// <summary>What of a message its record holds: its topic, if it does, and its payload.</summary>
    static abstract (Utf8Slice Topic, Utf8Slice Payload) Parts(in T record);

    static abstract T Make(Utf8Slice topic, Utf8Slice payload, Utf8Slice properties, byte qos, bool retain, bool duplicate);
}

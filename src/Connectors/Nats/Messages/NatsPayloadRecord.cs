namespace HotStream.Nats;

/// <summary>The payload alone.</summary>
internal readonly struct NatsPayloadRecord : INatsRecord<Utf8Slice>
{
    public static bool IsWhole => false;

    public static (string Position, Utf8Slice Payload) Parts(in Utf8Slice record) => ("", record);

    public static Utf8Slice Make(Utf8Slice subject, Utf8Slice payload, long sequence) => payload;
}

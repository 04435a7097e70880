namespace HotStream.Http;

/// <summary>The payload alone.</summary>
internal readonly struct HttpPayloadForm : IHttpRecord<Utf8Slice>
{
    public static bool IsWhole => false;

    public static Utf8Slice Make(Utf8Slice target, Utf8Slice id, Utf8Slice payload) => payload;

    public static (Utf8Slice Target, Utf8Slice Payload) Parts(in Utf8Slice record) => (default, record);
}

namespace HotStream.Http;

/// <summary>The record with its target and id.</summary>
internal readonly struct HttpRecordForm : IHttpRecord<HttpRecord>
{
    public static bool IsWhole => true;

    public static HttpRecord Make(Utf8Slice target, Utf8Slice id, Utf8Slice payload) => new(target, id, payload);

    public static (Utf8Slice Target, Utf8Slice Payload) Parts(in HttpRecord record) => (record.Target, record.Payload);
}

namespace HotStream.Http;

/// <summary>A record of a body, or what stands in its place and is refused.</summary>
/// <param name="Payload">Its bytes.</param>
/// <param name="Target">The index an action names; empty for that of the request.</param>
/// <param name="Id">The id an action names.</param>
/// <param name="Action">The action, where it has one.</param>
/// <param name="Error">Why it is refused; null for a record.</param>
internal readonly record struct HttpItem(HttpRange Payload, HttpRange Target, HttpRange Id, HttpAction Action, string? Error)
{
    public static HttpItem Record(int start, int length) => new(new HttpRange(start, length), default, default, HttpAction.None, null);

    public static HttpItem Bad(int start, int length, string error) =>
        new(new HttpRange(start, length), default, default, HttpAction.None, error);
}

namespace HotStream.Http;

/// <summary>Some of a body's bytes.</summary>
internal readonly record struct HttpRange(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> body) => body.Slice(Start, Length);
}

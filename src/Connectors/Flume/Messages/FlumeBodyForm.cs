namespace HotStream.Flume;

/// <summary>The body alone.</summary>
internal readonly struct FlumeBodyForm : IFlumeForm<Utf8Slice>
{
    public static bool IsWhole => false;

    public static Utf8Slice Make(Utf8Slice headers, Utf8Slice body) => body;

    public static Utf8Slice BodyOf(in Utf8Slice record) => record;
}

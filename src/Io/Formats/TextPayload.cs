namespace HotStream.Io;

/// <summary>The text is what is parsed.</summary>
internal readonly struct TextPayload : IPayload<Utf8Slice>
{
    public static Utf8Slice Of(in Utf8Slice record) => record;

    public static Utf8Slice With(in Utf8Slice record, Utf8Slice payload) => payload;

    public static string SourceOf(in Utf8Slice record) => "";
}

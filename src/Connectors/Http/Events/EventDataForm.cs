namespace HotStream.Http;

/// <summary>The data alone.</summary>
internal readonly struct EventDataForm : IEventForm<Utf8Slice>
{
    public static Utf8Slice Make(in KeptEvent kept, Utf8Arena texts) => texts.Add(kept.Data);
}

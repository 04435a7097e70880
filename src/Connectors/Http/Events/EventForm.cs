namespace HotStream.Http;

/// <summary>The whole event.</summary>
internal readonly struct EventForm : IEventForm<ServerSentEvent>
{
    public static ServerSentEvent Make(in KeptEvent kept, Utf8Arena texts) =>
        new(texts.Add(kept.Id), texts.Add(kept.Type), texts.Add(kept.Data));
}

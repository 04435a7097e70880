namespace HotStream.Http;

/// <summary>What becomes of an event: a struct, so that each kind of stream has a loop of its own.</summary>
internal interface IEventForm<T>
{
    static abstract T Make(in KeptEvent kept, Utf8Arena texts);
}

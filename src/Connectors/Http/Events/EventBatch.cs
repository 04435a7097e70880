namespace HotStream.Http;

/// <summary>The events of a batch and their texts; used again when nobody reads them any more.</summary>
internal sealed class EventBatch<T>(System.Collections.Concurrent.ConcurrentBag<EventBatch<T>> free) : IDisposable
{
    private readonly Utf8Arena _texts = new();

    public List<T> Records { get; } = [];

    public void Add<TForm>(in KeptEvent kept)
        where TForm : struct, IEventForm<T> => Records.Add(TForm.Make(kept, _texts));

    /// <summary>Forgets events behind the first.</summary>
    /// <param name="count">How many stay.</param>
    public void CutTo(int count) => Records.RemoveRange(count, Records.Count - count);

    public void Dispose()
    {
        Records.Clear();
        _texts.Clear();
        free.Add(this);
    }
}

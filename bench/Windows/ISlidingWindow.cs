namespace HotStream.Bench;

/// <summary>A window's table, driven by hand.</summary>
internal interface ISlidingWindow : IDisposable
{
    /// <summary>Columns merged by the last slide; null where none are.</summary>
    int? LastMerges { get; }

    /// <summary>Fills and closes the next pane: every key once.</summary>
    void Fill(ReadOnlySpan<long> keys);

    void Slide();

    /// <summary>Throws unless the keys have what they must have when they came in each of the last so many panes and in no other.</summary>
    void Check(ReadOnlySpan<long> keys, int panes);
}

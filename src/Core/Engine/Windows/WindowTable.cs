namespace HotStream;

/// <summary>
/// One partition of a window, whatever it computes. Panes are filled from lanes, closed, and taken in when the window slides.
/// </summary>
internal abstract class WindowTable<TKey, TState, TOut> : IDisposable
{
    /// <summary>Keys it knows, at least as many as it would emit.</summary>
    public abstract int KeyCount { get; }

    /// <summary>Adds what a lane has for this partition to the open pane.</summary>
    public abstract void Enter(FoldTable<TKey, TState> lane, int partition);

    /// <summary>The open pane ends; if nothing came there is an empty one.</summary>
    public abstract void ClosePane();

    /// <summary>Takes in the panes closed since the last slide and lets go of those that are too old.</summary>
    public abstract void Slide();

    /// <summary>
    /// A checkpoint begins: of panes and what else the window could not make anew, all of it, or what is new since the one before.
    /// </summary>
    public abstract void BeginCapture(bool isWhole);

    /// <summary>Writes some closed panes, which never change: about so many rows; returns whether none is left.</summary>
    public abstract bool CaptureAhead(int rows, StoredColumn<TKey> keys, StoredColumn<TState>? states, SnapshotWriter output);

    /// <summary>Writes the rest.</summary>
    public abstract void Capture(StoredColumn<TKey> keys, StoredColumn<TState>? states, SnapshotWriter output);

    /// <summary>Takes in a section, before the first batch.</summary>
    public abstract void Restore(SnapshotReader section, StoredColumn<TKey> keys, StoredColumn<TState>? states);

    /// <summary>All sections were taken in.</summary>
    public abstract void Restored();

    /// <summary>Pushes what the window holds now; does not complete the stage.</summary>
    public abstract void Emit(Stage<TOut> next);

    public abstract void Dispose();
}

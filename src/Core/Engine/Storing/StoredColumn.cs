namespace HotStream;

/// <summary>How values of one type are written into sections of a checkpoint.</summary>
internal abstract class StoredColumn<T>(string name)
{
    /// <summary>The type and the form it is written in; a column under another name cannot be read.</summary>
    public string Name { get; } = name;

    public abstract void Write(ReadOnlySpan<T> values, SnapshotWriter output);

    /// <summary>Reads as many values as were written.</summary>
    /// <param name="input">The section.</param>
    /// <param name="values">Room for them.</param>
    /// <param name="texts">Where the bytes of slices go.</param>
    public abstract void Read(SnapshotReader input, Span<T> values, Utf8Arena texts);
}

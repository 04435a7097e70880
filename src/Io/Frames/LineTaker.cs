namespace HotStream.Io;

/// <summary>What takes the lines of a part of a file, many at a time.</summary>
internal abstract class LineTaker : IDisposable
{
    /// <summary>Lines of the part before those that come next; whoever gives the lines says so.</summary>
    public long LinesBefore { get; set; }

    /// <summary>What a line is called in messages.</summary>
    public string Unit { get; set; } = "line";

    /// <summary>Takes lines, without their ends; they are read until this returns.</summary>
    /// <param name="lines">At most <see cref="ColumnBatch.MaxRows"/> lines.</param>
    /// <returns>Whether more are wanted.</returns>
    public abstract bool Take(ReadOnlySpan<Utf8Slice> lines);

    /// <summary>Which of the lines taken last became a row of the batch that was pushed; more lines than rows may have come.</summary>
    /// <param name="row">The row's place in the batch.</param>
    public virtual int LineOf(int row) => row;

    /// <summary>A line was longer than any slab; its beginning is given.</summary>
    public abstract void TakeTooLong(Utf8Slice beginning);

    /// <inheritdoc/>
    public abstract void Dispose();
}

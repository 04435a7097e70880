namespace HotStream;

/// <summary>A stage between two others. Its end gives what it held back; it does not complete what comes after it.</summary>
internal abstract class PipeSink(ColumnSink next) : ColumnSink, IDisposable
{
    protected ColumnSink Next { get; } = next;

    public abstract void Dispose();
}

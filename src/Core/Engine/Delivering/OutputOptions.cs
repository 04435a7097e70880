namespace HotStream;

/// <summary>How an output treats its sink; see <see cref="DStream{T}.WriteTo(Sink{T}, OutputOptions)"/>. Immutable.</summary>
public sealed class OutputOptions
{
    private long _bytesMax = 256L * 1024 * 1024;

    /// <summary>What happens while the sink is slow. Default: <see cref="SlowSink.Wait"/>.</summary>
    public SlowSink WhenSlow { get; init; }

    /// <summary>
    /// Most bytes of records that wait for the sink, on disk or in memory, in the form that checkpoints have; one batch may wait however
    /// large it is. Of no meaning with <see cref="SlowSink.Wait"/>. Default 256 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public long BytesMax
    {
        get => _bytesMax;
        init => _bytesMax = value >= 0 ? value
            : throw new ArgumentOutOfRangeException(nameof(BytesMax), value, "The number must not be negative.");
    }

    /// <summary>The settings in a line.</summary>
    public override string ToString() => WhenSlow == SlowSink.Wait ? "Wait" : $"{WhenSlow}, at most {BytesMax} bytes";
}

namespace HotStream.Sinks;

/// <summary>The letters of one partition of a batch, kept until it is complete.</summary>
internal sealed class DeadLetterFileWriter(DeadLetterFileSink sink) : SinkWriter<DeadLetter>
{
    private readonly ByteBuffer _lines = new();

    /// <summary>How every letter's line begins.</summary>
    public static ReadOnlySpan<byte> LineStart => "{\"time\":\""u8;

    protected override void Begin(BatchTime time) => _lines.Clear();

    protected override void Write(ReadOnlySpan<DeadLetter> records)
    {
        foreach (DeadLetter letter in records)
        {
            DeadLetterLines.Write(letter, _lines);
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // the disk may take its time
        sink.Append(_lines.Written);
        _lines.Clear();
    }

    protected override void Abort() => _lines.Clear();

    protected override void Dispose(bool disposing)
    {
        _lines.Dispose();
        base.Dispose(disposing);
    }
}

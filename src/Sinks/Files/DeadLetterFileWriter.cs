using System.Globalization;
using System.Text;

namespace HotStream.Sinks;

/// <summary>The letters of one partition of a batch, kept until it is complete.</summary>
internal sealed class DeadLetterFileWriter(DeadLetterFileSink sink, SinkPartition partition) : SinkWriter<DeadLetter>
{
    private readonly ByteBuffer _lines = new();
    private byte[] _ending = [];

    /// <summary>How every letter's line begins.</summary>
    public static ReadOnlySpan<byte> LineStart => "{\"time\":\""u8;

    /// <summary>What comes before the fields that say of which batch a letter is.</summary>
    public static ReadOnlySpan<byte> EndingStart => ",\"query\":\""u8;

    protected override void Begin(BatchTime time)
    {
        _lines.Clear();
        _ending = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{Encoding.UTF8.GetString(EndingStart)}{partition.Query}\",\"batch\":{partition.BatchNumber}}}\n"));
    }

    protected override void Write(ReadOnlySpan<DeadLetter> records)
    {
        foreach (DeadLetter letter in records)
        {
            int start = _lines.Length;
            DeadLetterLines.Write(letter, _lines);
            _lines.CutTo(_lines.Length - "}\n".Length);
            _lines.Write(_ending);
            if (sink.IsThere(_lines.Written[start..], _ending))
            {
                _lines.CutTo(start);
            }
        }
    }

    protected override async Task CompleteAsync(CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // the disk may take its time
        if (_lines.Length > 0)
        {
            sink.Append(_lines.Written);
        }

        _lines.Clear();
    }

    protected override void Abort() => _lines.Clear();

    protected override void Dispose(bool disposing)
    {
        _lines.Dispose();
        base.Dispose(disposing);
    }
}

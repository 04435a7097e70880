using System.Buffers;
using System.Text;

namespace HotStream.Cli;

/// <summary>
/// What a replay could not send, in a new file beside the one it reads; made when there is something to keep. Thread-safe.
/// </summary>
internal sealed class KeptLetters : IDisposable
{
    private const int ReportedMax = 10;

    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private FileStream? _file;

    /// <exception cref="UsageException">There is such a file already.</exception>
    public KeptLetters(string source)
    {
        Path = source + ".kept";
        if (File.Exists(Path))
        {
            throw new UsageException(
                $"{Path} is there already, from an earlier replay: send it again, or move it away, so that nothing in it is lost.");
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Letters in it.</summary>
    public long Count { get; private set; }

    /// <summary>Keeps a line as it stands.</summary>
    /// <param name="line">A character for each byte.</param>
    /// <param name="reason">Why, if it is to be printed.</param>
    public void Add(string line, string? reason = null)
    {
        lock (_gate)
        {
            Write(Encoding.Latin1.GetBytes(line + "\n"));
        }

        Report(reason);
    }

    /// <summary>Keeps a letter.</summary>
    public void Add(DeadLetter letter)
    {
        lock (_gate)
        {
            _line.ResetWrittenCount();
            DeadLetterLines.Write(letter, _line);
            Write(_line.WrittenSpan);
        }

        Report($"{letter.Source}: {letter.Reason}");
    }

    public void Dispose()
    {
        _file?.Flush(flushToDisk: true);
        _file?.Dispose();
    }

    private void Write(ReadOnlySpan<byte> line)
    {
        _file ??= new FileStream(Path, FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        _file.Write(line);
        Count++;
    }

    private void Report(string? reason)
    {
        if (reason is not null && Count <= ReportedMax)
        {
            StderrLogger.WriteLine($"kept: {reason}{(Count == ReportedMax ? " (others are kept without a line each)" : "")}");
        }
    }
}

using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Dead letters at the end of a file, a line each, as <see cref="DeadLetterLines"/> writes them: <c>context.WriteDeadLettersTo(new
/// DeadLetterFileSink("refused.jsonl"))</c>. The letters of a batch are synced to the disk before the batch counts. At least once: letters
/// of a batch that fails afterwards are written again. The file is opened with the first batch; half a letter that a crash
/// has left at its end is cut off.
/// </summary>
public sealed class DeadLetterFileSink : Sink<DeadLetter>
{
    private readonly string _path;
    private readonly Lock _gate = new();
    private FileStream? _file;

    /// <summary>Makes a sink; nothing is opened yet.</summary>
    /// <param name="path">The file; made when missing, in a directory that exists.</param>
    public DeadLetterFileSink(string path)
        : base("dead letters in " + path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _path = Path.GetFullPath(path);
    }

    /// <inheritdoc/>
    protected override void Prepare(BatchTime time)
    {
        try
        {
            _file ??= Open();
        }
        catch (Exception failure) when (FileErrors.IsOne(failure))
        {
            throw FileErrors.Explain(Name, failure);
        }
    }

    /// <inheritdoc/>
    protected override SinkWriter<DeadLetter> OpenWriter(SinkPartition partition) => new DeadLetterFileWriter(this);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _file?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Adds lines, all or none.</summary>
    internal void Append(ReadOnlySpan<byte> lines)
    {
        lock (_gate)
        {
            long length = _file!.Length;
            try
            {
                _file.Write(lines);
                _file.Flush(flushToDisk: true);
            }
            catch (Exception failure) when (FileErrors.IsOne(failure))
            {
                _file.SetLength(length);
                throw FileErrors.Explain(Name, failure);
            }
        }
    }

    /// <summary>Cuts off half a letter at the end; ends a line that is none of ours.</summary>
    private static void EndLastLine(FileStream file)
    {
        const int Step = 64 * 1024;
        byte[] bytes = new byte[Step];
        long start = file.Length; // of the last line
        for (bool isFound = false; start > 0 && !isFound;)
        {
            int count = (int)Math.Min(Step, start);
            RandomAccess.Read(file.SafeFileHandle, bytes.AsSpan(0, count), start - count);
            int newline = bytes.AsSpan(0, count).LastIndexOf((byte)'\n');
            isFound = newline >= 0;
            start -= isFound ? count - newline - 1 : count;
        }

        file.Position = start;
        int begun = file.Read(bytes.AsSpan(0, DeadLetterFileWriter.LineStart.Length));
        bool isOurs = DeadLetterFileWriter.LineStart.StartsWith(bytes.AsSpan(0, begun));
        if (isOurs)
        {
            file.SetLength(start);
        }

        file.Position = file.Length;
        if (!isOurs)
        {
            file.WriteByte((byte)'\n');
        }
    }

    private FileStream Open()
    {
        var file = new FileStream(_path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0);
        try
        {
            DurableDirectory.Sync(Path.GetDirectoryName(_path)!);
            EndLastLine(file);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}

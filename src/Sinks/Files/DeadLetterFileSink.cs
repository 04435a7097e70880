using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Dead letters at the end of a file, a line each, as <see cref="DeadLetterLines"/> writes them: <c>context.WriteDeadLettersTo(new
/// DeadLetterFileSink("refused.jsonl"))</c>. The letters of a batch are synced to the disk before the batch counts. A line also says
/// query and batch number: letters that the last batch before a restart had written are not written again when it runs again. At least
/// once: letters of a batch that fails afterwards may be. The file is opened with the first batch; half a letter that a crash has left at
/// its end is cut off.
/// </summary>
public sealed class DeadLetterFileSink : Sink<DeadLetter>
{
    private readonly string _path;
    private readonly Lock _gate = new();
    private FileStream? _file;
    private LastLetters? _last;

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
    protected override SinkWriter<DeadLetter> OpenWriter(SinkPartition partition) => new DeadLetterFileWriter(this, partition);

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

    /// <summary>Whether a line is there from the life before, which is so only once for each time it is there.</summary>
    internal bool IsThere(ReadOnlySpan<byte> line, ReadOnlySpan<byte> ending)
    {
        lock (_gate)
        {
            return _last!.Take(line, ending);
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
            _last = LastLetters.Read(file);
            file.Position = file.Length;
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}

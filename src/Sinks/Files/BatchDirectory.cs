using System.Collections.Concurrent;
using System.Globalization;

namespace HotStream.Sinks;

/// <summary>
/// One batch as a directory: parts written beside their final names, synced and renamed, the marker last. A hidden file says which query
/// and batch number the directory is of. A batch replaces its own directory only; another query's batch of the same time stays what it is,
/// and this one goes into a neighbour, <c>prefix-1000-2</c>.
/// </summary>
internal static class BatchDirectory
{
    private const int FlushBytes = 64 * 1024;
    private const string Marker = ".batch";
    private const string SuccessMarker = "_SUCCESS";

    public static void Write<T>(Batch<T> batch, StreamingContext context, string prefix, string? suffix, RecordFormat<T> format)
    {
        string name = NameOf(prefix);
        var refused = new ConcurrentQueue<DeadLetter>();
        Write(batch, context, prefix, suffix, directory => batch.ForeachPartition(partition =>
        {
            try
            {
                WritePart(directory, name, partition, format, refused);
            }
            catch (Exception failure) when (FileErrors.IsOne(failure))
            {
                throw FileErrors.Explain(name, failure);
            }
        }));
        foreach (DeadLetter letter in refused)
        {
            context.PostDeadLetter(letter);
        }
    }

    /// <summary>Writes files of any kind.</summary>
    /// <param name="batch">Which batch.</param>
    /// <param name="context">Whose.</param>
    /// <param name="prefix">Directory and start of the name.</param>
    /// <param name="suffix">End of the name.</param>
    /// <param name="fill">Writes durable files into the directory; the marker too, if it likes.</param>
    public static void Write<T>(Batch<T> batch, StreamingContext context, string prefix, string? suffix, Action<string> fill)
    {
        try
        {
            string directory = Claim(prefix, suffix, batch.Time,
                string.Create(CultureInfo.InvariantCulture, $"{context.QueryId} {context.NumberOf(batch.Time)}"));
            fill(directory);
            DurableDirectory.Sync(directory);
            string success = Path.Combine(directory, SuccessMarker);
            if (!File.Exists(success))
            {
                Create(success, []);
                DurableDirectory.Sync(directory);
            }

            DurableDirectory.Sync(ParentOf(directory));
        }
        catch (Exception failure) when (FileErrors.IsOne(failure))
        {
            throw FileErrors.Explain(NameOf(prefix), failure);
        }
    }

    /// <summary>Finds or makes the directory of a batch; what an earlier try wrote there is gone.</summary>
    private static string Claim(string prefix, string? suffix, BatchTime time, string name)
    {
        for (int number = 1; ; number++)
        {
            string again = number == 1 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"-{number}");
            string directory = string.Create(CultureInfo.InvariantCulture,
                $"{prefix}-{time.Milliseconds}{again}{(suffix is null ? string.Empty : "." + suffix)}");
            string marker = Path.Combine(directory, Marker);
            if (!Path.Exists(directory))
            {
                Directory.CreateDirectory(directory);
            }

            if (!File.Exists(marker) && IsNobodys(directory))
            {
                try
                {
                    Mark(marker, name);
                    return directory;
                }
                catch (IOException) when (File.Exists(marker))
                {
                    continue; // another program took the name at this moment
                }
            }

            if (File.Exists(marker) && File.ReadAllText(marker) == name)
            {
                Empty(directory);
                return directory;
            }
        }
    }

    /// <summary>
    /// Whether a directory without a marker is one that a process had just made when it ended: there is nothing in it but a marker that
    /// never got its name.
    /// </summary>
    private static bool IsNobodys(string directory) => Directory.Exists(directory) && Directory.EnumerateFileSystemEntries(directory)
        .All(path => Path.GetFileName(path).StartsWith(Marker + '.', StringComparison.Ordinal));

    /// <summary>The marker appears with all that it says, or not at all.</summary>
    private static void Mark(string marker, string name)
    {
        string temporary = $"{marker}.{Guid.NewGuid():N}";
        Create(temporary, System.Text.Encoding.UTF8.GetBytes(name));
        File.Move(temporary, marker, overwrite: false);
    }

    /// <summary>Removes a batch that comes again, first of all the sign that it is whole.</summary>
    private static void Empty(string directory)
    {
        File.Delete(Path.Combine(directory, SuccessMarker));
        foreach (string unfinished in Directory.GetDirectories(directory))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        foreach (string file in Directory.GetFiles(directory))
        {
            if (Path.GetFileName(file) != Marker)
            {
                File.Delete(file);
            }
        }
    }

    private static void WritePart<T>(string directory, string sink, Partition<T> partition, RecordFormat<T> format,
        ConcurrentQueue<DeadLetter> refused)
    {
        string name = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"part-{partition.Index:D5}"));
        string temporary = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $".part-{partition.Index:D5}"));
        using (FileStream file = File.Create(temporary))
        {
            using var buffer = new ByteBuffer(FlushBytes + 4096);
            long position = 0;
            foreach (ref readonly T record in partition.Span)
            {
                if (format.TryWrite(in record, buffer, out byte[] form) is { } reason)
                {
                    refused.Enqueue(new DeadLetter(sink,
                        $"batch {partition.Time}, partition {partition.Index}, record {position}", reason, form));
                }

                position++;
                if (buffer.Length >= FlushBytes)
                {
                    file.Write(buffer.Written);
                    buffer.Clear();
                }
            }

            file.Write(buffer.Written);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, name);
    }

    private static void Create(string path, ReadOnlySpan<byte> text)
    {
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        file.Write(text);
        file.Flush(flushToDisk: true);
    }

    private static string NameOf(string prefix) => "files " + prefix;

    private static string ParentOf(string directory) => Path.GetDirectoryName(Path.GetFullPath(directory)) ?? directory;
}

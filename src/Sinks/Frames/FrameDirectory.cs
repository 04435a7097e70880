namespace HotStream;

/// <summary>
/// The directory of a frame's files, a file for each partition, for whoever adds a format. The files are written into a hidden directory
/// in it and then renamed; of an overwrite what was there before goes last; <c>_SUCCESS</c> says that all are there. A process that dies
/// before leaves the hidden directory, which readers do not look at; a query that fails leaves nothing.
/// </summary>
public static class FrameDirectory
{
    /// <summary>Computes rows and writes them, as the writer's mode says.</summary>
    /// <param name="writer">Says what is done when there is something already.</param>
    /// <param name="rows">The rows: the writer's frame, or what the format makes of it.</param>
    /// <param name="path">The directory.</param>
    /// <param name="ending">How the files' names end, with the dot.</param>
    /// <param name="create">
    /// Makes the sink of a partition, which writes the file whose path it is given. When it is completed, the file is durable and closed.
    /// Sinks that are disposable are disposed at the end, also when the query fails.
    /// </param>
    /// <param name="cancellationToken">Gives up when it is cancelled; nothing is there then.</param>
    /// <exception cref="IOException">
    /// The directory is there and the mode is <see cref="SaveMode.ErrorIfExists"/>, or it cannot be written.
    /// </exception>
    public static void Write(DataFrameWriter writer, DataFrame rows, string path, string ending, Func<string, ColumnSink> create,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(create);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any())
        {
            if (writer.SaveMode == SaveMode.Ignore)
            {
                return;
            }

            if (writer.SaveMode == SaveMode.ErrorIfExists)
            {
                throw new IOException($"{path} is there already; choose Mode(SaveMode.Overwrite), Append or Ignore, or another place.");
            }
        }

        Directory.CreateDirectory(path);
        string run = Guid.NewGuid().ToString("N")[..12];
        string hidden = Path.Combine(path, "_temporary-" + run);
        Directory.CreateDirectory(hidden);
        try
        {
            WriteFiles(rows, partition => create(Path.Combine(hidden, $"part-{partition:D5}-{run}{ending}")), cancellationToken);
            string[] before = [.. Directory.GetFiles(path)];
            foreach (string file in Directory.GetFiles(hidden).Order(StringComparer.Ordinal))
            {
                File.Move(file, Path.Combine(path, Path.GetFileName(file)));
            }

            foreach (string old in writer.SaveMode == SaveMode.Overwrite ? before : [])
            {
                File.Delete(old);
            }

            File.WriteAllText(Path.Combine(path, "_SUCCESS"), "");
        }
        finally
        {
            Directory.Delete(hidden, recursive: true);
        }
    }

    private static void WriteFiles(DataFrame rows, Func<int, ColumnSink> create, CancellationToken cancellation)
    {
        var made = new System.Collections.Concurrent.ConcurrentBag<IDisposable>();
        try
        {
            rows.ForeachBatch(partition =>
            {
                ColumnSink sink = create(partition);
                if (sink is IDisposable disposable)
                {
                    made.Add(disposable);
                }

                return sink;
            }, cancellation);
        }
        finally
        {
            foreach (IDisposable sink in made)
            {
                sink.Dispose();
            }
        }
    }
}

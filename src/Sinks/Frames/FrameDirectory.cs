using System.Globalization;
using System.Text;

namespace HotStream.Sinks;

/// <summary>
/// The directory of a frame's files. They are written into a hidden directory in it, made durable, and then renamed; of an overwrite what
/// was
/// there before goes last. A process that dies before leaves the hidden directory, which readers do not look at.
/// </summary>
internal static class FrameDirectory
{
    private static readonly string[] s_options = ["compression", "header", "sep"];

    /// <param name="writer">Mode and options.</param>
    /// <param name="format">The ending of the files.</param>
    /// <param name="texts">The rows as texts.</param>
    /// <param name="path">The directory.</param>
    /// <param name="header">The names of the columns, for CSV.</param>
    /// <param name="cancellation">Gives up.</param>
    public static void Write(DataFrameWriter writer, string format, DataFrame texts, string path, IReadOnlyList<string>? header,
        CancellationToken cancellation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        bool isCompressed = Option(writer, "compression") switch
        {
            null or "none" or "uncompressed" => false,
            "gzip" => true,
            string other => throw new ArgumentException($"Option compression is none or gzip, not '{other}'.", nameof(writer)),
        };
        string? unknown = writer.Options.Keys.FirstOrDefault(name =>
            !(header is null ? s_options[..1] : s_options).Contains(name, StringComparer.OrdinalIgnoreCase));
        if (unknown is not null)
        {
            throw new ArgumentException($"A writer of {format} has no option '{unknown}'.", nameof(writer));
        }

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

        var encoder = new TextRows(header, Option(writer, "header") == "true", Option(writer, "sep") ?? ",");
        WriteFiles(writer.SaveMode, texts, path, $".{format}{(isCompressed ? ".gz" : "")}", encoder, isCompressed, cancellation);
    }

    private static string? Option(DataFrameWriter writer, string name) => writer.Options.GetValueOrDefault(name);

    private static void WriteFiles(SaveMode mode, DataFrame texts, string path, string ending, TextRows encoder, bool isCompressed,
        CancellationToken cancellation)
    {
        Directory.CreateDirectory(path);
        string run = Guid.NewGuid().ToString("N")[..12];
        string hidden = Path.Combine(path, "_temporary-" + run);
        Directory.CreateDirectory(hidden);
        var files = new System.Collections.Concurrent.ConcurrentBag<FrameFile>();
        try
        {
            texts.ForeachBatch(partition =>
            {
                var file = new FrameFile(Path.Combine(hidden, $"part-{partition:D5}-{run}{ending}"), encoder, isCompressed);
                files.Add(file);
                return file;
            }, cancellation);
            string[] before = [.. Directory.GetFiles(path)];
            string[] written = [.. Directory.GetFiles(hidden).Order(StringComparer.Ordinal)];
            foreach (string file in written)
            {
                File.Move(file, Path.Combine(path, Path.GetFileName(file)));
            }

            foreach (string old in mode == SaveMode.Overwrite ? before : [])
            {
                File.Delete(old);
            }

            File.WriteAllText(Path.Combine(path, "_SUCCESS"), "");
        }
        finally
        {
            foreach (FrameFile file in files)
            {
                file.Dispose(); // those of a query that failed are open
            }

            Directory.Delete(hidden, recursive: true);
        }
    }
}

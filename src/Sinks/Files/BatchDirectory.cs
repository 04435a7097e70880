using System.Globalization;

namespace HotStream.Sinks;

/// <summary>One batch as a directory: parts written beside their final names and renamed, the marker last.</summary>
internal static class BatchDirectory
{
    public static void Write<T>(Batch<T> batch, string prefix, string? suffix, Action<Stream, Partition<T>> write)
    {
        string directory = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{batch.Time.Milliseconds}ms{(suffix is null ? string.Empty : "." + suffix)}");
        if (Directory.Exists(directory))
        {
            Directory.Delete(directory, recursive: true); // this batch again
        }

        Directory.CreateDirectory(directory);
        batch.ForeachPartition(partition =>
        {
            string name = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"part-{partition.Index:D5}"));
            string temporary = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $".part-{partition.Index:D5}"));
            using (FileStream file = File.Create(temporary))
            {
                write(file, partition);
            }

            File.Move(temporary, name);
        });
        File.Create(Path.Combine(directory, "_SUCCESS")).Dispose();
    }
}

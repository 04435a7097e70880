using System.Globalization;
using CommunityToolkit.HighPerformance.Buffers;

namespace HotStream.Sinks;

/// <summary>One batch as a directory: parts written beside their final names and renamed, the marker last.</summary>
internal static class BatchDirectory
{
    private const int FlushBytes = 64 * 1024;

    public static void Write<T>(Batch<T> batch, string prefix, string? suffix, Func<RecordFormat<T>> createFormat)
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
                Write(file, partition, createFormat());
            }

            File.Move(temporary, name);
        });
        File.Create(Path.Combine(directory, "_SUCCESS")).Dispose();
    }

    private static void Write<T>(FileStream file, Partition<T> partition, RecordFormat<T> format)
    {
        using var buffer = new ArrayPoolBufferWriter<byte>(FlushBytes + 4096);
        foreach (ref readonly T record in partition.Span)
        {
            format.Write(in record, buffer);
            if (buffer.WrittenCount >= FlushBytes)
            {
                file.Write(buffer.WrittenSpan);
                buffer.Clear();
            }
        }

        file.Write(buffer.WrittenSpan);
    }
}

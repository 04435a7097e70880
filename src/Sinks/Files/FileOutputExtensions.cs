using System.Text.Json.Serialization.Metadata;
using HotStream.Sinks;

namespace HotStream;

/// <summary>Outputs that write each batch into a directory of files.</summary>
public static class FileOutputExtensions
{
    /// <summary>
    /// Writes every batch as text into the directory <c>prefix-TIME[.suffix]</c>, where TIME is the batch time in milliseconds, a file
    /// <c>part-00000</c> and so on for each partition, a line for each record, as <see cref="RecordText"/> prints it. A file appears whole,
    /// by rename; <c>_SUCCESS</c> appears last, and then everything is synced to the disk. A batch that a restart runs again replaces
    /// itself. A batch of the same time that another query (<see cref="StreamingContext.QueryId"/>) wrote is left alone: this one goes into
    /// <c>prefix-TIME-2[.suffix]</c> and so on; the hidden file <c>.batch</c> says whose a directory is. A record that cannot be written is
    /// a dead letter.
    /// </summary>
    /// <param name="stream">What to write.</param>
    /// <param name="prefix">Directory and start of the name.</param>
    /// <param name="suffix">End of the name, without its dot; null for none.</param>
    public static void SaveAsTextFiles<T>(this DStream<T> stream, string prefix, string? suffix = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        stream.ForeachBatch(batch => BatchDirectory.Write(batch, stream.Context, prefix, suffix, RecordFormat<T>.Text()));
    }

    /// <summary>As <see cref="SaveAsTextFiles"/>, each record as one line of JSON.</summary>
    /// <param name="stream">What to write.</param>
    /// <param name="prefix">Directory and start of the name.</param>
    /// <param name="json">How to write a record: a property of your source-generated <c>JsonSerializerContext</c>.</param>
    /// <param name="suffix">End of the name, without its dot; null for none.</param>
    public static void SaveAsObjectFiles<T>(this DStream<T> stream, string prefix, JsonTypeInfo<T> json, string? suffix = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(json);
        ArgumentException.ThrowIfNullOrWhiteSpace(prefix);
        stream.ForeachBatch(batch => BatchDirectory.Write(batch, stream.Context, prefix, suffix, RecordFormat<T>.Json(json)));
    }
}

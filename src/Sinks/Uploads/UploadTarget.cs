using System.Globalization;

namespace HotStream.Sinks;

/// <summary>Where files go, and what they are made of.</summary>
/// <param name="Store">Where they go.</param>
/// <param name="Beginning">What all names begin with, its slash included.</param>
/// <param name="Encoder">Writes a record, without the end of its line.</param>
/// <param name="Extension">End of the names, but for packing.</param>
/// <param name="Gzip">Whether files are packed.</param>
internal sealed record UploadTarget<T>(UploadStore Store, string Beginning, RecordEncoder<T> Encoder, string Extension, bool Gzip)
{
    /// <summary>End of the names.</summary>
    public string End { get; } = Extension + (Gzip ? ".gz" : "");

    /// <summary>The file of a partition of a batch: the same whenever that batch runs.</summary>
    public string FileOf(BatchTime time, SinkPartition partition) => string.Create(CultureInfo.InvariantCulture,
        $"{Beginning}{time.Milliseconds}-{partition.Query}-{partition.Index:D5}{End}");
}

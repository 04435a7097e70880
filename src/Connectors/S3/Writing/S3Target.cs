using System.Globalization;

namespace HotStream.S3;

/// <summary>Where objects go, and what they are made of.</summary>
/// <param name="Address">Bucket and beginning of the keys.</param>
/// <param name="Options">How.</param>
/// <param name="Encoder">Writes a record, without the end of its line.</param>
/// <param name="Extension">End of the names.</param>
internal sealed record S3Target<T>(S3Address Address, S3WriteOptions Options, RecordEncoder<T> Encoder, string Extension)
{
    public S3Client Client { get; } = new(Options);

    /// <summary>The object of a partition of a batch: the same whenever that batch runs.</summary>
    public string KeyOf(BatchTime time, SinkPartition partition) => string.Create(CultureInfo.InvariantCulture,
        $"{Beginning}{time.Milliseconds}-{partition.Query}-{partition.Index:D5}{Extension}");

    /// <summary>What all keys begin with.</summary>
    public string Beginning => Address.Path.Length == 0 || Address.Path.EndsWith('/') ? Address.Path : Address.Path + "/";
}

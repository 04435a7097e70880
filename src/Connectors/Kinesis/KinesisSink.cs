using HotStream.Kinesis;

namespace HotStream;

/// <summary>
/// Writes each record into a stream of Kinesis. A batch is done when the server has stored all its records. Up to 500 records or 5 MiB go
/// in a request, the requests of a partition one after the other; of a request that is taken in part, the others are sent again, behind
/// those that were taken. So records of a partition key keep their order within a partition unless a shard has enough requests, and after a
/// crash the last batch is there again: at least once. A server that stays away, or a shard that takes no more, fails the batch after
/// <see cref="KinesisSinkOptions.RetryFor"/>; what the server refuses for credentials or names fails it at once. A record that is too
/// large, or that the server refuses for its own sake, is a dead letter.
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class KinesisSink<T> : Sink<T>
{
    private readonly KinesisTarget<T> _target;

    /// <summary>Creates the sink; nothing is connected yet.</summary>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="key">Writes the partition key of a record, in UTF-8; null for any key, by which records are spread.</param>
    /// <param name="data">Writes the data of a record; see <see cref="RecordEncoders"/>.</param>
    /// <param name="options">How; null for the defaults, with region and credentials of the environment.</param>
    /// <exception cref="ArgumentException">The name cannot be, or the options do not go together.</exception>
    public KinesisSink(string stream, RecordEncoder<T>? key, RecordEncoder<T> data, KinesisSinkOptions? options = null)
        : base($"kinesis {StreamName.Check(stream, nameof(stream))}")
    {
        ArgumentNullException.ThrowIfNull(data);
        options ??= new KinesisSinkOptions();
        _target = new KinesisTarget<T>(new KinesisClient(options), options, stream, Name, key, data);
    }

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition)
    {
        ArgumentNullException.ThrowIfNull(partition);
        return new KinesisSinkWriter<T>(_target, partition);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _target.Client.Dispose();
        base.Dispose(disposing);
    }
}

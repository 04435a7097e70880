using HotStream.Kinesis;

namespace HotStream;

/// <summary>Reading streams of Kinesis.</summary>
public static class KinesisStreamExtensions
{
    /// <summary>
    /// The data of a stream's records. Each shard is a partition of a batch, in its order; sequence numbers are in the checkpoint and, for
    /// each batch, in the log: exactly once in the state. When shards are split or merged, what came from a shard is read when batches
    /// have taken all of it: the order of a partition key is kept. Records that a producer sent as one are taken apart. A server that is
    /// away, or has had enough requests, is waited for, and batches are empty meanwhile.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="options">How; null for the defaults, with region and credentials of the environment.</param>
    /// <exception cref="ArgumentException">The name cannot be, or the options do not go together.</exception>
    public static InputDStream<Utf8Slice> KinesisStream(this StreamingContext context, string stream, KinesisOptions? options = null) =>
        Open<Utf8Slice, KinesisPayloadForm>(context, stream, options);

    /// <summary>As <see cref="KinesisStream"/>, the whole record: data, partition key, sequence number, time.</summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="options">How; null for the defaults, with region and credentials of the environment.</param>
    /// <exception cref="ArgumentException">The name cannot be, or the options do not go together.</exception>
    public static InputDStream<KinesisRecord> KinesisRecordStream(this StreamingContext context, string stream,
        KinesisOptions? options = null) =>
        Open<KinesisRecord, KinesisRecordForm>(context, stream, options);

    private static KinesisInput<T, TForm> Open<T, TForm>(StreamingContext context, string stream, KinesisOptions? options)
        where TForm : struct, IKinesisForm<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        return new KinesisInput<T, TForm>(context, StreamName.Check(stream, nameof(stream)), options ?? new KinesisOptions());
    }
}

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

    /// <summary>
    /// The data of a stream's records, read as a member of a group; see <see cref="KinesisGroupRecordStream"/> for what is promised.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="group">The group; all members that read the stream by it share its shards. Also the name of its table.</param>
    /// <param name="options">How; null for the defaults, which begin with what is written from now on.</param>
    /// <exception cref="ArgumentException">A name cannot be, or the options do not go together.</exception>
    public static DStream<Utf8Slice> KinesisGroupStream(this StreamingContext context, string stream, string group,
        KinesisGroupOptions? options = null) =>
        OpenGroup<Utf8Slice, KinesisPayloadForm>(context, stream, group, options);

    /// <summary>
    /// The records of a stream whose shards a group shares, in this process and others, by a table of leases on DynamoDB, as Amazon's
    /// client library has it: each member reads what it has leases of, takes its share, and takes over from members that leave or die. How
    /// far records are done is in the table, written when all outputs of the batches with them are done, so outputs see each record at
    /// least once. A shard that goes to another member is held back until the batches with its records are done, for
    /// <see cref="KinesisGroupOptions.FinishWithin"/> at most; who leaves gracefully leaves nothing that comes twice. A shard keeps its
    /// order, and shards that came from it are read when all of it is done. After a failed batch its records are read again. A member
    /// that was silent for too long writes no checkpoint any more. Servers that are away are waited for. Where one process reads all
    /// shards, <see cref="KinesisRecordStream"/> has each record in the state exactly once.
    /// </summary>
    /// <param name="context">The context, not started yet.</param>
    /// <param name="stream">Name of the stream.</param>
    /// <param name="group">The group; all members that read the stream by it share its shards. Also the name of its table.</param>
    /// <param name="options">How; null for the defaults, which begin with what is written from now on.</param>
    /// <exception cref="ArgumentException">A name cannot be, or the options do not go together.</exception>
    public static DStream<KinesisRecord> KinesisGroupRecordStream(this StreamingContext context, string stream, string group,
        KinesisGroupOptions? options = null) =>
        OpenGroup<KinesisRecord, KinesisRecordForm>(context, stream, group, options);

    private static DStream<T> OpenGroup<T, TForm>(StreamingContext context, string stream, string group, KinesisGroupOptions? options)
        where TForm : struct, IKinesisForm<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.ReceiverStream(new KinesisGroupReceiver<T, TForm>(
            KinesisGroupSource.Of(context.Name, stream, group, options ?? new KinesisGroupOptions()),
            context.Options.ReceiverRestartDelay));
    }

    private static KinesisInput<T, TForm> Open<T, TForm>(StreamingContext context, string stream, KinesisOptions? options)
        where TForm : struct, IKinesisForm<T>
    {
        ArgumentNullException.ThrowIfNull(context);
        return new KinesisInput<T, TForm>(context, StreamName.Check(stream, nameof(stream)), options ?? new KinesisOptions());
    }
}

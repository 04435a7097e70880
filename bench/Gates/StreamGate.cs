using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// Steady batches of a stream that a peer of this process feeds over loopback. The peer sends ready bytes and allocates nothing for a
/// record, so that what is counted is ours.
/// </summary>
internal sealed class StreamGate
{
    private const int Batches = 6;
    private const int MoreTicksMax = 200;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    private long _arrived; // counted by the stage that runs ahead
    private long _counted;

    /// <summary>What a peer has to wait for before it sends more, where the system drops what is too much.</summary>
    public long Arrived => Volatile.Read(ref _arrived);

    /// <summary>(Records, bytes allocated) of the batch that allocated least: what records cost, every batch costs.</summary>
    /// <param name="records">Records of a batch.</param>
    /// <param name="open">Opens the stream.</param>
    /// <param name="connect">Connects the peer to it, if it is not the stream that connects.</param>
    /// <param name="send">Sends a batch.</param>
    /// <param name="afterBatch">Runs when the batch is done: takes an answer that waits for it.</param>
    public static (long Records, long Bytes) Measure(int records, Func<StreamingContext, DStream<Utf8Slice>> open, Action connect,
        Action<StreamGate> send, Action? afterBatch = null) => new StreamGate().Run(records, open, connect, send, afterBatch);

    /// <summary>Waits until so many records are in the engine.</summary>
    public void Await(long arrived)
    {
        for (long began = Stopwatch.GetTimestamp(); Arrived < arrived; Thread.Sleep(1))
        {
            if (Stopwatch.GetElapsedTime(began) > s_patience)
                throw new TimeoutException($"{Arrived} of {arrived} records arrived in a minute");
        }
    }

    private (long Records, long Bytes) Run(int records, Func<StreamingContext, DStream<Utf8Slice>> open, Action connect,
        Action<StreamGate> send, Action? afterBatch)
    {
        var clock = new ManualClock();
        using var context = new StreamingContext("gate", TimeSpan.FromSeconds(1), EngineWordCount.Options(clock, partitions: 1));
        open(context).Map(text =>
        {
            Volatile.Write(ref _arrived, _arrived + 1);
            return text.Length;
        }).CountByValue().ForeachBatch(batch => batch.ForeachPartition(partition =>
        {
            foreach (ref readonly KeyValuePair<int, long> pair in partition.Span)
                _counted += pair.Value;
        }));
        context.Start();
        connect();
        long least = long.MaxValue;
        for (var batch = 1; batch <= Batches; batch++)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            send(this);
            Await((long)batch * records);
            for (var more = 0; _counted < (long)batch * records; more++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                if (!context.AwaitDueBatches(s_patience) || more == MoreTicksMax)
                    throw new TimeoutException("a batch was not finished in a minute");
            }

            afterBatch?.Invoke();
            least = Math.Min(least, GC.GetTotalAllocatedBytes(precise: true) - before);
        }

        return _counted == (long)Batches * records ? (records, least)
            : throw new InvalidOperationException($"{_counted} records were counted");
    }
}

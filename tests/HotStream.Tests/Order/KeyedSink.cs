namespace HotStream.Tests.Order;

/// <summary>
/// A sink with keys, whose writers run side by side: shows the records of each key and source in the order in which they were written, and
/// refuses such a key that two writers hold in one batch.
/// </summary>
internal sealed class KeyedSink(Action<IEnumerable<Numbered>> saw) : Sink<KeyValuePair<int, Numbered>>("keyed")
{
    private readonly Dictionary<(int Source, int Key), (int Partition, List<Numbered> Records)> _written = [];

    protected internal override Func<KeyValuePair<int, Numbered>, ulong> KeyHash => static pair => (ulong)pair.Key;

    protected internal override SinkWriter<KeyValuePair<int, Numbered>> OpenWriter(SinkPartition partition) =>
        new Writer(this, partition.Index);

    protected internal override void Prepare(BatchTime time) => _written.Clear();

    protected internal override void Commit(BatchTime time)
    {
        foreach ((int _, List<Numbered> records) in _written.Values)
        {
            saw(records);
        }
    }

    private sealed class Writer(KeyedSink sink, int partition) : SinkWriter<KeyValuePair<int, Numbered>>
    {
        protected internal override void Begin(BatchTime time)
        {
        }

        protected internal override void Write(ReadOnlySpan<KeyValuePair<int, Numbered>> records)
        {
            foreach ((int key, Numbered record) in records)
            {
                lock (sink._written)
                {
                    if (!sink._written.TryGetValue((record.Source, key), out (int Partition, List<Numbered> Records) known))
                    {
                        known = sink._written[(record.Source, key)] = (partition, []);
                    }

                    Assert.True(known.Partition == partition, $"{record} is written by two writers at a time");
                    known.Records.Add(record);
                }
            }
        }

        protected internal override Task CompleteAsync(CancellationToken stop) => Task.CompletedTask;

        protected internal override void Abort()
        {
        }
    }
}

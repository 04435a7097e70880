namespace HotStream.Kinesis;

/// <summary>
/// What one batch has of each shard: portions of answers, of which the workers make records. Read as often as the batch is computed; the
/// answers' memory is given back with the batch.
/// </summary>
internal sealed class KinesisBatch<T, TForm>(string stream, Action<DeadLetter> deadLetters) : IRecordSource<T>, IDisposable
    where TForm : struct, IKinesisForm<T>
{
    private const int AskEvery = 512; // whether more are wanted

    private readonly List<(string Shard, List<KinesisPortion> Portions)> _shards = [];
    private readonly HashSet<string> _refused = []; // so that each is a dead letter once
    private bool _isReleased;

    public int PartitionCount => _shards.Count;

    /// <summary>Records that it has now.</summary>
    public long Count => _shards.Sum(static shard => shard.Portions.Sum(static portion => (long)(portion.End - portion.Start)));

    /// <summary>Adds what it has of a shard; the portions may still come.</summary>
    public void Add(string shard, List<KinesisPortion> portions) => _shards.Add((shard, portions));

    public void Read(int partition, RecordFeed<T> feed)
    {
        (string shard, List<KinesisPortion> portions) = _shards[partition];
        foreach ((KinesisBlock block, int start, int end) in portions)
        {
            feed.Begin(new Origin($"{stream}/{shard}", block, start));
            for (int i = start; i < end; i++)
            {
                ref readonly KinesisEntry entry = ref block[i];
                if (entry.DataLength > Slab.MaxCapacity)
                {
                    Refuse($"{stream}/{shard}", block, entry);
                    feed.Begin(new Origin($"{stream}/{shard}", block, i + 1));
                    continue;
                }

                feed.Add(TForm.Make(block, entry, feed));
                if (i % AskEvery == 0 && feed.IsFull)
                {
                    return;
                }
            }
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReleased, true))
        {
            return;
        }

        foreach ((_, List<KinesisPortion> portions) in _shards)
        {
            portions.ForEach(static portion => portion.Block.LetGo());
        }
    }

    private void Refuse(string source, KinesisBlock block, in KinesisEntry entry)
    {
        string position = KinesisRecord.PositionOf(block.SequenceOf(entry), entry.Part);
        lock (_refused)
        {
            if (!_refused.Add($"{source} {position}"))
            {
                return;
            }
        }

        deadLetters(new DeadLetter(source, position, $"its data has {entry.DataLength} bytes, more than the maximum of {Slab.MaxCapacity}",
            block.DataOf(entry)));
    }

    /// <summary>Where records stand, for dead letters.</summary>
    private sealed class Origin(string name, KinesisBlock block, int start) : ITextOrigin
    {
        public string Name => name;

        public string PositionOf(long index)
        {
            ref readonly KinesisEntry entry = ref block[start + (int)index];
            return KinesisRecord.PositionOf(block.SequenceOf(entry), entry.Part);
        }
    }
}

namespace HotStream.Cli;

/// <summary>
/// The most frequent words of a batch of counts: by count descending, then by word. Each partition keeps its best in a heap, so that
/// nothing is sorted or allocated per word; only the words that are shown become strings. Used by one batch at a time.
/// </summary>
internal sealed class TopWords(int count)
{
    private readonly List<KeyValuePair<string, long>> _best = [];
    private readonly Lock _gate = new();
    private Heap[] _heaps = [];

    /// <summary>The best words, best first; valid until the next batch.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Best => _best;

    /// <summary>Distinct words in the batch.</summary>
    public long Distinct { get; private set; }

    /// <summary>Words in the batch, all occurrences counted.</summary>
    public long Words { get; private set; }

    /// <summary>Looks through a batch.</summary>
    public void Read(Batch<KeyValuePair<Utf8Slice, long>> batch)
    {
        _best.Clear();
        Distinct = 0;
        Words = 0;
        if (_heaps.Length < batch.PartitionCount)
        {
            _heaps = new Heap[batch.PartitionCount];
            for (int i = 0; i < _heaps.Length; i++)
            {
                _heaps[i] = new Heap(count);
            }
        }

        batch.ForeachPartition(ReadPartition);
        _best.Sort(static (left, right) =>
            left.Value != right.Value ? right.Value.CompareTo(left.Value) : string.CompareOrdinal(left.Key, right.Key));
        if (_best.Count > count)
        {
            _best.RemoveRange(count, _best.Count - count);
        }
    }

    private void ReadPartition(Partition<KeyValuePair<Utf8Slice, long>> partition)
    {
        Heap heap = _heaps[partition.Index];
        long words = heap.Read(partition.Span);
        lock (_gate)
        {
            Words += words;
            Distinct += partition.Count;
            heap.MoveTo(_best); // here, because the words are only valid during this call
        }
    }

    /// <summary>The best pairs of one partition, the worst of them on top.</summary>
    private sealed class Heap(int capacity)
    {
        private readonly PriorityQueue<KeyValuePair<Utf8Slice, long>, KeyValuePair<Utf8Slice, long>> _pairs = new(new WorstFirst());

        public long Read(ReadOnlySpan<KeyValuePair<Utf8Slice, long>> pairs)
        {
            long words = 0;
            long least = 0;
            foreach (ref readonly KeyValuePair<Utf8Slice, long> pair in pairs)
            {
                words += pair.Value;
                if (_pairs.Count < capacity)
                {
                    _pairs.Enqueue(pair, pair);
                }
                else if (pair.Value >= least)
                {
                    _pairs.EnqueueDequeue(pair, pair);
                }
                else
                {
                    continue; // nearly always
                }

                least = _pairs.Peek().Value;
            }

            return words;
        }

        public void MoveTo(List<KeyValuePair<string, long>> best)
        {
            while (_pairs.TryDequeue(out KeyValuePair<Utf8Slice, long> pair, out _))
            {
                best.Add(new(pair.Key.ToString(), pair.Value));
            }
        }
    }

    private sealed class WorstFirst : IComparer<KeyValuePair<Utf8Slice, long>>
    {
        public int Compare(KeyValuePair<Utf8Slice, long> x, KeyValuePair<Utf8Slice, long> y) =>
            x.Value != y.Value ? x.Value.CompareTo(y.Value) : y.Key.CompareTo(x.Key);
    }
}

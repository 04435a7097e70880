namespace HotStream;

/// <summary>
/// Brings records into a given number of partitions: repartition gives each a run of every input partition, so that one partition after
/// another, records are in the order they had; sort puts them into one in order.
/// </summary>
internal sealed class GatherOperator<T>(string name, int partitions, Comparison<T>? order) : WideOperator<T, T>(name)
{
    public override bool KeepsRecords => KeyTraits<T>.MayHoldSlices;

    public override bool KeepsSourcesWhole => false;

    public override OrderUse OrderUse => OrderUse.PassesOn;

    public override int PartitionsFor(int inputs) => partitions;

    public override void Emit(Partial<T> merged, Stage<T> next) => ((Gathered)merged).Records(order).PushTo(next);

    protected override MergeablePartial<T> CreateMergeable() => new Gathered();

    private sealed class Gathered : MergeablePartial<T>
    {
        private readonly RecordList<T> _records = new();
        private bool _sorted;

        public override int Count => _records.Count;

        public override bool KeepsRecords => KeyTraits<T>.MayHoldSlices;

        public RecordList<T> Records(Comparison<T>? order)
        {
            if (order is null)
            {
                return _records;
            }

            lock (_records) // two partitions of a union, both made of this one, may ask at the same time
            {
                if (!_sorted)
                {
                    _records.Sort(order);
                    _sorted = true;
                }

                return _records;
            }
        }

        public override void Absorb(Partial<T> other, int partition, int partitions)
        {
            ReadOnlySpan<T> records = ((Gathered)other)._records.Span;
            int start = (int)((long)records.Length * partition / partitions);
            int end = (int)((long)records.Length * (partition + 1) / partitions);
            _records.AddRange(records[start..end]);
        }

        public override void Clear()
        {
            _records.Clear();
            _sorted = false;
        }

        protected override void Fold(ReadOnlySpan<T> block) => _records.AddRange(block);
    }
}

using System.Numerics;

namespace HotStream;

/// <summary>
/// Brings all records of a key into one partition, in their order: what a sink needs in which a later record replaces an earlier one.
/// </summary>
internal sealed class DealOperator<T>(string name, Func<T, ulong> keyHash) : WideOperator<T, T>(name)
{
    public override bool KeepsRecords => KeyTraits<T>.MayHoldSlices;

    public override void Emit(Partial<T> merged, Stage<T> next) => ((Dealt)merged).Records.PushTo(next);

    protected override MergeablePartial<T> CreateMergeable() => new Dealt(keyHash);

    private sealed class Dealt(Func<T, ulong> keyHash) : MergeablePartial<T>
    {
        private readonly RecordList<uint> _hashes = new();

        public RecordList<T> Records { get; } = new();

        public override int Count => Records.Count;

        public override bool KeepsRecords => KeyTraits<T>.MayHoldSlices;

        public override void Absorb(Partial<T> other, int partition, int partitions)
        {
            var dealt = (Dealt)other;
            ReadOnlySpan<T> records = dealt.Records.Span;
            ReadOnlySpan<uint> hashes = dealt._hashes.Span;
            for (int i = 0; i < records.Length; i++)
            {
                if (StableHash.Partition(hashes[i], partitions) == partition)
                {
                    Records.Add(records[i]);
                }
            }
        }

        public override void Clear()
        {
            Records.Clear();
            _hashes.Clear();
        }

        protected override void Fold(ReadOnlySpan<T> block)
        {
            Records.AddRange(block);
            foreach (ref readonly T record in block)
            {
                _hashes.Add(BitOperations.Crc32C(0, keyHash(record)));
            }
        }
    }
}

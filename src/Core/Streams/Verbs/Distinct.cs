namespace HotStream;

public abstract partial class Batch<T>
{
    /// <summary>Every distinct record once.</summary>
    public Batch<T> Distinct() => Wide(Operators.Distinct<T>());
}

internal static partial class Operators
{
    public static WideOperator<T, T> Distinct<T>() => new DistinctOperator<T>("Distinct");
}

/// <summary>Every distinct record once: the keys of a table without states.</summary>
internal sealed class DistinctOperator<T>(string name) : WideOperator<T, T>(name)
{
    public override bool KeepsRecords => TableTraits.Keeps<T, byte>();

    public override OrderUse OrderUse => OrderUse.Ignores;

    public override void Emit(Partial<T> merged, Stage<T> next) => next.AcceptAll(((DistinctRecords)merged).Table.Keys);

    protected override MergeablePartial<T> CreateMergeable() => new DistinctRecords();

    private sealed unsafe class DistinctRecords : MergeablePartial<T>
    {
        public GroupTable<T, byte> Table { get; } = new();

        public override int Count => Table.Count;

        public override bool KeepsRecords => TableTraits.Keeps<T, byte>();

        public override void Absorb(Partial<T> other, int partition, int partitions) =>
            TableTraits.Absorb(Table, ((DistinctRecords)other).Table, partition, partitions, default(Nothing));

        public override void Clear() => Table.Clear();

        protected override void Fold(ReadOnlySpan<T> block)
        {
            int* groups = stackalloc int[Block.Size];
            Table.Locate(block, groups);
        }
    }

    private readonly struct Nothing : IAggregate<byte, byte>
    {
        public byte Create(byte value) => value;

        public void Add(ref byte state, byte value)
        {
        }

        public void Merge(ref byte state, byte other)
        {
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>How often each distinct record occurs in the batch.</summary>
    public DStream<KeyValuePair<T, long>> CountByValue() => Wide(Operators.CountByValue<T>(null));

    /// <summary><see cref="CountByValue()"/> into a given number of partitions.</summary>
    /// <param name="partitions">Partitions of the result, at least 1.</param>
    public DStream<KeyValuePair<T, long>> CountByValue(int partitions) => Wide(Operators.CountByValue<T>(partitions));
}

public abstract partial class Batch<T>
{
    /// <inheritdoc cref="DStream{T}.CountByValue()"/>
    public Batch<KeyValuePair<T, long>> CountByValue() => Wide(Operators.CountByValue<T>(null));
}

internal static partial class Operators
{
    public static WideOperator<T, KeyValuePair<T, long>> CountByValue<T>(int? partitions) =>
        new CountByValueOperator<T>("CountByValue", Positive(partitions));
}

/// <summary>Counts equal records.</summary>
internal sealed class CountByValueOperator<T>(string name, int? partitions) : WideOperator<T, KeyValuePair<T, long>>(name)
{
    public override bool KeepsRecords => TableTraits.Keeps<T, long>();

    public override OrderUse OrderUse => OrderUse.Ignores;

    public override int PartitionsFor(int inputs) => partitions ?? base.PartitionsFor(inputs);

    public override void Emit(Partial<T> merged, Stage<KeyValuePair<T, long>> next) => TableTraits.Emit(((Counts)merged).Table, next);

    protected override MergeablePartial<T> CreateMergeable() => new Counts();

    private sealed unsafe class Counts : MergeablePartial<T>
    {
        private readonly NativeBlock _groups = new(Block.Size * sizeof(int));

        public GroupTable<T, long> Table { get; } = new();

        public override int Count => Table.Count;

        public override bool KeepsRecords => TableTraits.Keeps<T, long>();

        public override void Absorb(Partial<T> other, int partition, int partitions) =>
            TableTraits.Absorb(Table, ((Counts)other).Table, partition, partitions, default(SumAggregate<long>));

        public override void Clear() => Table.Clear();

        protected override void Fold(ReadOnlySpan<T> block)
        {
            int* groups = (int*)_groups.Pointer;
            Table.Locate(block, groups);
            CountUp(ref MemoryMarshal.GetReference(Table.States), groups, (nuint)block.Length);
        }

        [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
        private static void CountUp(ref long counts, int* groups, nuint length)
        {
            for (nuint i = 0; i < length; i++)
            {
                Unsafe.Add(ref counts, groups[i])++; // a new group's state is zero
            }
        }
    }
}

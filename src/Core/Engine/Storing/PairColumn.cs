using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>Values of two parts, each stored as a column of its own.</summary>
internal abstract class PairColumn<T, TFirst, TSecond>(string shape, StoredColumn<TFirst> first, StoredColumn<TSecond> second)
    : StoredColumn<T>($"{shape} of {first.Name} and {second.Name}")
{
    public sealed override void Write(ReadOnlySpan<T> values, SnapshotWriter output)
    {
        TFirst[] firsts = ArrayPool<TFirst>.Shared.Rent(values.Length);
        TSecond[] seconds = ArrayPool<TSecond>.Shared.Rent(values.Length);
        for (int i = 0; i < values.Length; i++)
        {
            (firsts[i], seconds[i]) = Split(values[i]);
        }

        first.Write(firsts.AsSpan(0, values.Length), output);
        second.Write(seconds.AsSpan(0, values.Length), output);
        ArrayPool<TFirst>.Shared.Return(firsts, RuntimeHelpers.IsReferenceOrContainsReferences<TFirst>());
        ArrayPool<TSecond>.Shared.Return(seconds, RuntimeHelpers.IsReferenceOrContainsReferences<TSecond>());
    }

    public sealed override void Read(SnapshotReader input, Span<T> values, Utf8Arena texts)
    {
        var firsts = new TFirst[values.Length];
        var seconds = new TSecond[values.Length];
        first.Read(input, firsts, texts);
        second.Read(input, seconds, texts);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Join(firsts[i], seconds[i]);
        }
    }

    protected abstract (TFirst First, TSecond Second) Split(T value);

    protected abstract T Join(TFirst first, TSecond second);
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>
/// A comparison of two columns of numbers: 64 rows make a word of the result. All rows are compared by vectors, whatever is meant, unless
/// few
/// are; a comparison costs less than asking.
/// </summary>
internal sealed unsafe class CompareKernel<TComparison, T>(string width) : Kernel
    where TComparison : struct, IComparison<T>
    where T : unmanaged
{
    private const int FewRows = 128;

    private readonly MapKernel<TComparison, T, T, bool> _scalar = new();

    public CompareKernel()
        : this(KernelCatalog.Width)
    {
    }

    public override void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        if (rows.Places is not null && rows.Count < FewRows)
        {
            _scalar.Run(inputs, result, rows, texts);
            return;
        }

        var left = (T*)inputs[0].Data;
        var right = (T*)inputs[1].Data;
        int done = width switch
        {
            "512" => By512(left, right, result.Words, rows.Length),
            "256" => By256(left, right, result.Words, rows.Length),
            "128" => By128(left, right, result.Words, rows.Length),
            _ => 0,
        };
        for (; done < rows.Length; done++)
        {
            Bits.Put(result.Words, done, TComparison.Apply(left[done], right[done]));
        }
    }

    public override int Select(ReadOnlySpan<ColumnVector> inputs, RowSet rows, ushort* places) =>
        rows.Places is null ? -1 : _scalar.Select(inputs, rows, places);

    private static int By512(T* left, T* right, ulong* words, int length)
    {
        int row = 0;
        for (; row + 64 <= length; row += 64)
        {
            ulong word = 0;
            for (int bit = 0; bit < 64; bit += Vector512<T>.Count)
            {
                word |= TComparison.Apply(Vector512.Load(left + row + bit), Vector512.Load(right + row + bit))
                    .ExtractMostSignificantBits() << bit;
            }

            words[row >> 6] = word;
        }

        return row;
    }

    private static int By256(T* left, T* right, ulong* words, int length)
    {
        int row = 0;
        for (; row + 64 <= length; row += 64)
        {
            ulong word = 0;
            for (int bit = 0; bit < 64; bit += Vector256<T>.Count)
            {
                word |= (ulong)TComparison.Apply(Vector256.Load(left + row + bit), Vector256.Load(right + row + bit))
                    .ExtractMostSignificantBits() << bit;
            }

            words[row >> 6] = word;
        }

        return row;
    }

    private static int By128(T* left, T* right, ulong* words, int length)
    {
        int row = 0;
        for (; row + 64 <= length; row += 64)
        {
            ulong word = 0;
            for (int bit = 0; bit < 64; bit += Vector128<T>.Count)
            {
                word |= (ulong)TComparison.Apply(Vector128.Load(left + row + bit), Vector128.Load(right + row + bit))
                    .ExtractMostSignificantBits() << bit;
            }

            words[row >> 6] = word;
        }

        return row;
    }
}

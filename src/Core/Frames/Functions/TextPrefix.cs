using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Whether texts begin with one that is known: the length and the first four bytes are in the first word of every text, and of short ones
/// all
/// others in the second, so that most answers are two comparisons of words under masks.
/// </summary>
internal sealed unsafe class TextPrefix
{
    private readonly byte[] _prefix;
    private readonly ulong _headMask;
    private readonly ulong _head;
    private readonly ulong _tailMask;
    private readonly ulong _tail;

    public TextPrefix(byte[] prefix)
    {
        _prefix = prefix;
        Utf8Slice first = Utf8Slice.FromInline(prefix.AsSpan(0, Math.Min(prefix.Length, Utf8Slice.InlineCapacity)));
        int inHead = Math.Min(prefix.Length, 4);
        int inTail = Math.Clamp(prefix.Length - 4, 0, 8);
        _headMask = inHead == 0 ? 0 : (ulong.MaxValue >> (64 - (inHead * 8))) << 32;
        _tailMask = inTail == 0 ? 0 : ulong.MaxValue >> (64 - (inTail * 8));
        _head = first.Head & _headMask;
        _tail = first.Tail & _tailMask;
    }

    public void Run(ColumnVector input, ColumnVector result, RowSet rows)
    {
        var texts = (Utf8Slice*)input.Data;
        if (rows.Places is null)
        {
            for (int start = 0; start < rows.Length; start += 64)
            {
                ulong word = 0;
                int end = Math.Min(64, rows.Length - start);
                for (int bit = 0; bit < end; bit++)
                {
                    word |= (Begins(texts + start + bit) ? 1UL : 0) << bit;
                }

                result.Words[start >> 6] = word;
            }

            return;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            result.SetBoolean(rows.Places[i], Begins(texts + rows.Places[i]));
        }
    }

    /// <summary>The places, of rows that are meant, of texts that begin so; none is null.</summary>
    public int Select(ColumnVector input, RowSet rows, ushort* places)
    {
        var texts = (Utf8Slice*)input.Data;
        int kept = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            places[kept] = (ushort)row;
            kept += Begins(texts + row) ? 1 : 0;
        }

        return kept;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Begins(Utf8Slice* text) => text->IsInline
        ? (text->Head & _headMask) == _head & (text->Tail & _tailMask) == _tail & text->Length >= _prefix.Length
        : (text->Head & _headMask) == _head && BeginsLong(text);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool BeginsLong(Utf8Slice* text) => text->Bytes.StartsWith(_prefix);
}

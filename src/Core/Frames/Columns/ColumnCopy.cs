using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>Copies values of columns from place to place: what an exchange, a sort, a join and a kept table do with rows.</summary>
internal static unsafe class ColumnCopy
{
    /// <summary>
    /// Appends the values at some places behind the <paramref name="kept"/> first ones of another column; the place -1 gives a null.
    /// </summary>
    /// <param name="from">The column read.</param>
    /// <param name="places">Rows of it.</param>
    /// <param name="to">The column of the same type that is appended to; grows as needed.</param>
    /// <param name="kept">Values that it has already.</param>
    /// <param name="texts">Where long texts are copied to, or null when those of <paramref name="from"/> live long enough.</param>
    public static void Append(ColumnVector from, ReadOnlySpan<int> places, ColumnVector to, int kept, Utf8Arena? texts)
    {
        to.EnsureCapacity(kept + places.Length, kept);
        switch (from.Type.Kind)
        {
            case TypeKind.Boolean:
                CopyBits(from, places, to, kept);
                break;
            case TypeKind.Int or TypeKind.Date:
                CopyValues((int*)from.Data, places, (int*)to.Data + kept);
                break;
            case TypeKind.Long or TypeKind.Double or TypeKind.Timestamp or TypeKind.Interval:
                CopyValues((long*)from.Data, places, (long*)to.Data + kept);
                break;
            case TypeKind.Decimal:
                CopyValues((Int128*)from.Data, places, (Int128*)to.Data + kept);
                break;
            case TypeKind.String:
                CopyTexts(from, places, (Utf8Slice*)to.Data + kept, texts);
                break;
            case TypeKind.Array or TypeKind.Map:
                CopyLists(from, places, to, kept, texts);
                break;
            case TypeKind.Struct:
                for (int i = 0; i < from.Children.Length; i++)
                {
                    Append(from.Children[i], places, to.Children[i], kept, texts);
                }

                break;
        }

        CopyNulls(from, places, to, kept);
    }

    private static void CopyNulls(ColumnVector from, ReadOnlySpan<int> places, ColumnVector to, int kept)
    {
        bool anyMissing = places.Contains(-1);
        if (from.Type.Kind == TypeKind.Null)
        {
            for (int i = 0; i < places.Length; i++)
            {
                to.SetNull(kept + i);
            }
        }
        else if (from.MayBeNull || anyMissing)
        {
            for (int i = 0; i < places.Length; i++)
            {
                if (places[i] < 0 || from.IsNull(places[i]))
                {
                    to.SetNull(kept + i);
                }
                else if (to.MayBeNull)
                {
                    Bits.Set(to.Validity, kept + i);
                }
            }
        }
        else if (to.MayBeNull)
        {
            for (int i = 0; i < places.Length; i++)
            {
                Bits.Set(to.Validity, kept + i);
            }
        }
    }

    private static void CopyValues<T>(T* from, ReadOnlySpan<int> places, T* to)
        where T : unmanaged
    {
        for (int i = 0; i < places.Length; i++)
        {
            to[i] = places[i] < 0 ? default : from[places[i]];
        }
    }

    private static void CopyBits(ColumnVector from, ReadOnlySpan<int> places, ColumnVector to, int kept)
    {
        for (int i = 0; i < places.Length; i++)
        {
            to.SetBoolean(kept + i, places[i] >= 0 && from.GetBoolean(places[i]));
        }
    }

    private static void CopyTexts(ColumnVector from, ReadOnlySpan<int> places, Utf8Slice* to, Utf8Arena? texts)
    {
        var values = (Utf8Slice*)from.Data;
        for (int i = 0; i < places.Length; i++)
        {
            Utf8Slice text = places[i] < 0 || from.IsNull(places[i]) ? default : values[places[i]];
            to[i] = text.IsInline || texts is null ? text : texts.Add(text.Bytes);
        }
    }

    private static void CopyLists(ColumnVector from, ReadOnlySpan<int> places, ColumnVector to, int kept, Utf8Arena? texts)
    {
        if (kept == 0)
        {
            to.Offsets[0] = 0;
        }

        int end = to.Offsets[kept];
        var elements = new List<int>();
        for (int i = 0; i < places.Length; i++)
        {
            bool isMissing = places[i] < 0 || from.IsNull(places[i]);
            for (int at = isMissing ? 0 : from.Offsets[places[i]]; !isMissing && at < from.Offsets[places[i] + 1]; at++)
            {
                elements.Add(at);
            }

            to.Offsets[kept + i + 1] = end + elements.Count;
        }

        for (int part = 0; part < from.Children.Length; part++)
        {
            Append(from.Children[part], CollectionsMarshal.AsSpan(elements), to.Children[part], end, texts);
        }
    }
}

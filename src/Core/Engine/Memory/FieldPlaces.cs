using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// Where in a value of a struct type its texts are, those of structs in it included: in bytes from its beginning. Found by setting each
/// such field to a mark and looking where it went.
/// </summary>
internal static class FieldPlaces<T>
{
    /// <summary>The places of slices.</summary>
    public static int[] OfSlices()
    {
        var mark = new Utf8Slice(0x5AC3_96A5_1F2E_3D4CUL, 0x6B7A_8998_A7B6_C5D4UL);
        return Find<Utf8Slice>(mark, static (ref byte there, Utf8Slice mark) =>
        {
            ref Utf8Slice slice = ref Unsafe.As<byte, Utf8Slice>(ref there);
            return slice.Head == mark.Head && slice.Tail == mark.Tail;
        });
    }

    /// <summary>
    /// The places of references to strings. The mark does not move meanwhile, so that its address can be looked for as a number.
    /// </summary>
    public static int[] OfStrings()
    {
        GCHandle mark = GCHandle.Alloc(new string('\u25c6', 3), GCHandleType.Pinned);
        try
        {
            return Find((string)mark.Target!, static (ref byte there, string mark) =>
                Unsafe.As<byte, nint>(ref there) == Unsafe.As<string, nint>(ref mark));
        }
        finally
        {
            mark.Free();
        }
    }

    private delegate bool IsMark<TField>(ref byte there, TField mark);

    private static int[] Find<TField>(TField mark, IsMark<TField> isMark)
    {
        if (typeof(T) == typeof(TField))
        {
            return [0];
        }

        var places = new List<int>();
        foreach (FieldInfo[] path in Paths(typeof(T), typeof(TField), []))
        {
            places.Add(PlaceOf((T)Marked(typeof(T), path, mark!), mark, isMark));
        }

        return [.. places];
    }

    private static IEnumerable<FieldInfo[]> Paths(Type type, Type wanted, FieldInfo[] path)
    {
        foreach (FieldInfo field in SliceHoldings.FieldsOf(type))
        {
            FieldInfo[] longer = [.. path, field];
            if (field.FieldType == wanted)
            {
                yield return longer;
            }
            else if (field.FieldType is { IsValueType: true, IsPrimitive: false, IsEnum: false })
            {
                foreach (FieldInfo[] found in Paths(field.FieldType, wanted, longer))
                {
                    yield return found;
                }
            }
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "A struct needs no constructor.")]
    private static object DefaultOf(Type type) => RuntimeHelpers.GetUninitializedObject(type);

    /// <summary>A default value with the field at the end of a path set.</summary>
    private static object Marked(Type type, ReadOnlySpan<FieldInfo> path, object mark)
    {
        object value = DefaultOf(type);
        path[0].SetValue(value, path.Length == 1 ? mark : Marked(path[0].FieldType, path[1..], mark));
        return value;
    }

    private static int PlaceOf<TField>(T value, TField mark, IsMark<TField> isMark)
    {
        ref byte start = ref Unsafe.As<T, byte>(ref value);
        for (int place = 0; place + Unsafe.SizeOf<TField>() <= Unsafe.SizeOf<T>(); place++)
        {
            if (isMark(ref Unsafe.Add(ref start, place), mark))
            {
                return place;
            }
        }

        throw new InvalidOperationException($"The text inside of {typeof(T)} could not be found; use Utf8Slice alone, or strings.");
    }
}

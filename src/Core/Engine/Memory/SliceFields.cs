using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// The slices in a value of a struct type, by their place in it, so that a value can be taken beyond its batch: <see cref="Own"/> copies
/// what they point to. Places are found once a type, by setting each field of type <see cref="Utf8Slice"/> to a
/// mark and looking where it went.
/// </summary>
internal static class SliceFields<T>
{
    private static readonly int[] s_offsets = KeyTraits<T>.SliceHolding == SliceHolding.InPlace ? Find() : [];

    /// <summary>The value with the bytes its slices point to copied into an arena.</summary>
    public static T Own(T value, Utf8Arena arena)
    {
        ref byte start = ref Unsafe.As<T, byte>(ref value);
        foreach (int offset in s_offsets)
        {
            ref Utf8Slice slice = ref Unsafe.As<byte, Utf8Slice>(ref Unsafe.Add(ref start, offset));
            if (!slice.IsInline)
            {
                slice = arena.Add(slice.Bytes);
            }
        }

        return value;
    }

    private static int[] Find()
    {
        if (typeof(T) == typeof(Utf8Slice))
        {
            return [0];
        }

        var offsets = new List<int>();
        foreach (FieldInfo[] path in Paths(typeof(T), []))
        {
            var mark = new Utf8Slice(0x5AC3_96A5_1F2E_3D4CUL, 0x6B7A_8998_A7B6_C5D4UL);
            offsets.Add(OffsetOf((T)Marked(typeof(T), path, mark), mark));
        }

        return [.. offsets];
    }

    private static IEnumerable<FieldInfo[]> Paths(Type type, FieldInfo[] path)
    {
        foreach (FieldInfo field in SliceHoldings.FieldsOf(type))
        {
            FieldInfo[] longer = [.. path, field];
            if (field.FieldType == typeof(Utf8Slice))
            {
                yield return longer;
            }
            else if (field.FieldType is { IsValueType: true, IsPrimitive: false, IsEnum: false })
            {
                foreach (FieldInfo[] found in Paths(field.FieldType, longer))
                {
                    yield return found;
                }
            }
        }
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "A struct needs no constructor.")]
    private static object DefaultOf(Type type) => RuntimeHelpers.GetUninitializedObject(type);

    /// <summary>A default value with the field at the end of a path set.</summary>
    private static object Marked(Type type, ReadOnlySpan<FieldInfo> path, Utf8Slice mark)
    {
        object value = DefaultOf(type);
        path[0].SetValue(value, path.Length == 1 ? mark : Marked(path[0].FieldType, path[1..], mark));
        return value;
    }

    private static int OffsetOf(T value, Utf8Slice mark)
    {
        ref byte start = ref Unsafe.As<T, byte>(ref value);
        for (int offset = 0; offset + Unsafe.SizeOf<Utf8Slice>() <= Unsafe.SizeOf<T>(); offset++)
        {
            ref Utf8Slice there = ref Unsafe.As<byte, Utf8Slice>(ref Unsafe.Add(ref start, offset));
            if (there.Head == mark.Head && there.Tail == mark.Tail)
            {
                return offset;
            }
        }

        throw new InvalidOperationException($"The text inside of {typeof(T)} could not be found; use Utf8Slice alone, or strings.");
    }
}

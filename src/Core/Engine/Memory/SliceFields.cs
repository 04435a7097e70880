using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// The slices in a value of a struct type, so that a value can be taken beyond its batch: <see cref="Own"/> copies what they point to.
/// </summary>
internal static class SliceFields<T>
{
    private static readonly int[] s_places = KeyTraits<T>.SliceHolding == SliceHolding.InPlace ? FieldPlaces<T>.OfSlices() : [];

    /// <summary>The value with the bytes its slices point to copied into an arena.</summary>
    public static T Own(T value, Utf8Arena arena)
    {
        ref byte start = ref Unsafe.As<T, byte>(ref value);
        foreach (int place in s_places)
        {
            ref Utf8Slice slice = ref Unsafe.As<byte, Utf8Slice>(ref Unsafe.Add(ref start, place));
            if (!slice.IsInline)
            {
                slice = arena.Add(slice.Bytes);
            }
        }

        return value;
    }
}

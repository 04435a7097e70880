using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// A hash of 64 bits, the same in every process and on every processor, for sketches: the 32 bits of <see cref="StableHash"/> repeat
/// themselves beyond a hundred million values, and CRC is linear, so that its bits are not independent of each other. One step is
/// <c>mix(state ^ word)</c>, where mix adds 0x9E3779B97F4A7C15 and applies the finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014,
/// after Stafford's variant 13); it loses nothing, so that different words never collide. Which words a value is made of, by type:
/// docs/design/stable-hash-64.md.
/// </summary>
internal static class StableHash64
{
    public static ulong Of<T>(T value)
    {
        if (typeof(T) == typeof(Utf8Slice))
        {
            Utf8Slice text = Unsafe.As<T, Utf8Slice>(ref value);
            return text.IsInline ? Step(Step(0, text.Head), text.Tail) : OfBytes(text.Bytes);
        }

        if (KeyTraits<T>.IsWord)
        {
            return Step(0, KeyTraits<T>.ToWord(value));
        }

        if (typeof(T) == typeof(double))
        {
            return OfDouble(Unsafe.As<T, double>(ref value));
        }

        if (typeof(T) == typeof(float))
        {
            return OfDouble(Unsafe.As<T, float>(ref value));
        }

        if (typeof(T) == typeof(DateTime))
        {
            return Step(0, (ulong)Unsafe.As<T, DateTime>(ref value).Ticks);
        }

        if (typeof(T) == typeof(DateTimeOffset))
        {
            return Step(0, (ulong)Unsafe.As<T, DateTimeOffset>(ref value).UtcTicks);
        }

        if (typeof(T) == typeof(Guid))
        {
            ref ulong words = ref Unsafe.As<T, ulong>(ref value);
            return Step(Step(0, words), Unsafe.Add(ref words, 1));
        }

        return value is string characters ? OfBytes(MemoryMarshal.AsBytes(characters.AsSpan()))
            : Step(0, value is null ? 0UL : (uint)value.GetHashCode());
    }

    private static ulong OfDouble(double value) =>
        Step(0, BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : double.IsNaN(value) ? double.NaN : value));

    private static ulong OfBytes(ReadOnlySpan<byte> bytes)
    {
        ulong state = Step(0, (ulong)bytes.Length);
        int i = 0;
        for (; i <= bytes.Length - 8; i += 8)
        {
            state = Step(state, Unsafe.ReadUnaligned<ulong>(in bytes[i]));
        }

        if (i < bytes.Length)
        {
            Span<byte> tail = stackalloc byte[8];
            tail.Clear();
            bytes[i..].CopyTo(tail);
            state = Step(state, Unsafe.ReadUnaligned<ulong>(in tail[0]));
        }

        return state;
    }

    private static ulong Step(ulong state, ulong word)
    {
        ulong mixed = (state ^ word) + 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }
}

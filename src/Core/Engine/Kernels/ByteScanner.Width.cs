using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>The scan loop, written once for each question and specialised for each vector width.</summary>
internal sealed unsafe class ByteScanner<TWidth> : ByteScanner
    where TWidth : struct, IVectorWidth
{
    private static bool Compresses => typeof(TWidth) == typeof(Width512) && Avx512Vbmi2.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int FindAll(byte* text, int length, byte value, int* positions)
    {
        int found = 0;
        int offset = 0;
        for (; offset <= length - 64; offset += 64)
        {
            found += Compresses
                ? BitFlattening.ByCompress(Width512.Equal(text + offset, value), offset, positions + found)
                : BitFlattening.BySteps(TWidth.EqualBytes(text + offset, value), offset, positions + found);
        }

        return offset < length
            ? found + BitFlattening.BySteps(Tail(TWidth.EqualBytes(text + offset, value), length - offset), offset, positions + found)
            : found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int FindEither(byte* text, int length, byte first, byte second, int* positions)
    {
        int found = 0;
        int offset = 0;
        for (; offset <= length - 64; offset += 64)
        {
            found += Compresses
                ? BitFlattening.ByCompress(Width512.Equal(text + offset, first)
                    | Width512.Equal(text + offset, second), offset, positions + found)
                : BitFlattening.BySteps(Either(text + offset, first, second), offset, positions + found);
        }

        return offset < length
            ? found + BitFlattening.BySteps(Tail(Either(text + offset, first, second), length - offset), offset, positions + found)
            : found;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override int FindBlanks(byte* text, int length, int* positions)
    {
        int found = 0;
        int offset = 0;
        for (; offset <= length - 64; offset += 64)
        {
            found += Compresses
                ? BitFlattening.ByCompress(Width512.Blank(text + offset), offset, positions + found)
                : BitFlattening.BySteps(TWidth.Blanks(text + offset), offset, positions + found);
        }

        return offset < length
            ? found + BitFlattening.BySteps(Tail(TWidth.Blanks(text + offset), length - offset), offset, positions + found)
            : found;
    }

    private static ulong Either(byte* line, byte first, byte second) => TWidth.EqualBytes(line, first) | TWidth.EqualBytes(line, second);

    private static ulong Tail(ulong bits, int length) => bits & ((1UL << length) - 1);
}

namespace HotStream;

/// <summary>The scan loop, written once and specialised for each vector width.</summary>
internal sealed unsafe class ByteScanner<TWidth> : ByteScanner
    where TWidth : struct, IVectorWidth
{
    public override int FindAll(byte* text, int length, byte value, int* positions)
    {
        int found = 0;
        int offset = 0;
        for (; offset <= length - 64; offset += 64)
        {
            found += Flatten(TWidth.EqualBytes(text + offset, value), offset, positions + found);
        }

        return offset < length
            ? found + Flatten(Tail(TWidth.EqualBytes(text + offset, value), length - offset), offset, positions + found)
            : found;
    }

    public override int FindBlanks(byte* text, int length, int* positions)
    {
        int found = 0;
        int offset = 0;
        for (; offset <= length - 64; offset += 64)
        {
            found += Flatten(TWidth.Blanks(text + offset), offset, positions + found);
        }

        return offset < length
            ? found + Flatten(Tail(TWidth.Blanks(text + offset), length - offset), offset, positions + found)
            : found;
    }

    private static ulong Tail(ulong bits, int length) => bits & ((1UL << length) - 1);
}

namespace HotStream;

/// <summary>The definition of the scans: one byte or word at a time, no assumption about the processor.</summary>
internal readonly unsafe struct ScalarWidth : IVectorWidth
{
    public static string Name => "scalar";

    public static bool IsSupported => true;

    public static ulong EqualBytes(byte* line, byte value)
    {
        ulong bits = 0;
        for (int i = 0; i < 64; i++)
        {
            bits |= line[i] == value ? 1UL << i : 0;
        }

        return bits;
    }

    public static ulong Printable(byte* line)
    {
        ulong bits = 0;
        for (int i = 0; i < 64; i++)
        {
            bits |= line[i] is >= 0x20 and < 0x80 ? 1UL << i : 0;
        }

        return bits;
    }

    public static ulong HighBits(byte* line)
    {
        ulong bits = 0;
        for (int i = 0; i < 64; i++)
        {
            bits |= line[i] >= 0x80 ? 1UL << i : 0;
        }

        return bits;
    }

    public static ulong Blanks(byte* line)
    {
        ulong bits = 0;
        for (int i = 0; i < 64; i++)
        {
            bits |= line[i] == 0x20 || (line[i] >= 0x09 && line[i] <= 0x0D) ? 1UL << i : 0;
        }

        return bits;
    }

    public static uint EqualWords(ulong* line, ulong key)
    {
        uint bits = 0;
        for (int i = 0; i < 8; i++)
        {
            bits |= line[i] == key ? 1U << i : 0;
        }

        return bits;
    }

    public static uint EqualPairs(ulong* line, ulong* pair, ulong mask)
    {
        uint bits = 0;
        for (int i = 0; i < 8; i += 2)
        {
            bits |= (line[i] & mask) == pair[0] && line[i + 1] == pair[1] ? 1U << i : 0;
        }

        return bits;
    }
}

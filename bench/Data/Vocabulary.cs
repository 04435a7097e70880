namespace HotStream.Bench;

/// <summary>
/// The 100,000 distinct lower-case words of the text, most frequent first. As in natural text frequent words are short
/// (2-3 letters) and rare ones longer (around 8). Every hundredth word is long (13-20 letters), which makes 1 % of the
/// vocabulary and 0.6 % of the running text.
/// </summary>
internal sealed class Vocabulary
{
    public const int Count = 100_000;

    /// <summary>Bytes kept per word, so that a word can be copied as one 32-byte vector.</summary>
    public const int Stride = 32;

    // Fixes the average of the running text at 6.4 bytes a word with its delimiter (checked by printing it, seed 42).
    private const double ShortestLength = 2.55;
    private const double LettersPerDecade = 1.1;

    private static readonly sbyte[] s_jitter = [-2, -1, -1, 0, 0, 0, 1, 1, 2];

    public Vocabulary(ulong seed)
    {
        var random = new SplitMix64(seed);
        var seen = new HashSet<string>(Count);
        Span<char> letters = stackalloc char[Stride];
        for (var rank = 0; rank < Count; rank++)
        {
            var length = LengthOf(rank, ref random);
            for (var attempt = 1; ; attempt++)
            {
                for (var i = 0; i < length; i++)
                    letters[i] = (char)('a' + random.Below(26));
                if (seen.Add(new string(letters[..length])))
                    break;
                if (attempt % 8 == 0 && length < 12)
                    length++;
            }

            Lengths[rank] = (byte)length;
            for (var i = 0; i < length; i++)
                Bytes[rank * Stride + i] = (byte)letters[i];
        }
    }

    public byte[] Bytes { get; } = new byte[Count * Stride];

    public byte[] Lengths { get; } = new byte[Count];

    public ReadOnlySpan<byte> Word(int rank) => Bytes.AsSpan(rank * Stride, Lengths[rank]);

    private static int LengthOf(int rank, ref SplitMix64 random)
    {
        if (rank % 100 == 99)
            return 13 + random.Below(8);
        var jitter = s_jitter[random.Below(s_jitter.Length)];
        var length = (int)Math.Round(ShortestLength + LettersPerDecade * Math.Log10(rank + 1)) + jitter;
        return Math.Clamp(length, rank < 10 ? 2 : 3, 12);
    }
}

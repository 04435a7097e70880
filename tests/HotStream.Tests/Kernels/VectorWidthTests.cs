using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Kernels;

/// <summary>The six primitives of every width return the bits of <see cref="ScalarWidth"/>, which is their definition.</summary>
public sealed unsafe class VectorWidthTests
{
    // Few distinct words, and words that differ from others in one half or one bit only, so that near misses are common.
    public static TheoryData<string> Widths => [.. KernelCatalog.Supported];

    [Property(MaxTest = 500)]
    public Property Words_are_compared_as_the_scalar_width_compares_them() =>
        Cases.ForAllLists(NumberCases.Words.ArrayOf(10), words => InEveryWidth(words, (width, line) =>
            Assert.Equal(ScalarWidth.EqualWords(line, words[8]), EqualWords(width, line, words[8]))));

    [Property(MaxTest = 500)]
    public Property Pairs_are_compared_as_the_scalar_width_compares_them() =>
        Cases.ForAllLists(NumberCases.Words.ArrayOf(10), words => InEveryWidth(words, (width, line) =>
        {
            foreach (ulong mask in (ulong[])[ulong.MaxValue, 0xFFFFFFFF_0000000F])
            {
                Assert.Equal(ScalarWidth.EqualPairs(line, line + 8, mask), EqualPairs(width, line, line + 8, mask));
            }
        }));

    [Theory]
    [MemberData(nameof(Widths))]
    public void Of_the_first_word_of_a_pair_only_the_bits_of_the_mask_count(string width) =>
        WithLine([0x1F, 2, 0x2F, 2, 0x0F, 3, 0x1E, 2, 0x0F, 2], line =>
        {
            Assert.Equal(0b00_00_01_01U, EqualPairs(width, line, line + 8, 0x0F));
            Assert.Equal(0U, EqualPairs(width, line, line + 8, 0xFF));
        });

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_pair_counts_only_at_even_words(string width) =>
        // (1,2) lies at 1, 3 and 6
        WithLine([7, 1, 2, 1, 2, 0, 1, 2, 1, 2], line => Assert.Equal(0U, EqualPairs(width, line, line + 8, ulong.MaxValue) & 0x15));

    [Property(MaxTest = 500)]
    public Property Bytes_are_compared_as_the_scalar_width_compares_them() =>
        Cases.ForAll(NumberCases.Words.ArrayOf(10), words => InEveryWidth(words, (width, line) =>
        {
            byte wanted = (byte)words[9];
            Assert.Equal(ScalarWidth.EqualBytes((byte*)line, wanted), EqualBytes(width, (byte*)line, wanted));
            Assert.Equal(ScalarWidth.Printable((byte*)line), Printable(width, (byte*)line));
            Assert.Equal(ScalarWidth.HighBits((byte*)line), HighBits(width, (byte*)line));
            Assert.Equal(ScalarWidth.Blanks((byte*)line), Blanks(width, (byte*)line));
        }));

    private delegate void OnLine(ulong* line);

    private delegate void OnLineInWidth(string width, ulong* line);

    private static void InEveryWidth(ulong[] words, OnLineInWidth check)
    {
        foreach (string width in KernelCatalog.Supported)
        {
            WithLine(words, line => check(width, line));
        }
    }

    private static void WithLine(ulong[] words, OnLine check)
    {
        if (words.Length < 10)
        {
            return; // shortened by the shrinker: not a line any more
        }

        using var block = new NativeBlock(80);
        words.CopyTo(new Span<ulong>(block.Pointer, 10));
        check((ulong*)block.Pointer);
    }

    private static uint EqualWords(string width, ulong* line, ulong key) => width switch
    {
        "128" => Width128.EqualWords(line, key),
        "256" => Width256.EqualWords(line, key),
        "512" => Width512.EqualWords(line, key),
        _ => ScalarWidth.EqualWords(line, key),
    };

    private static uint EqualPairs(string width, ulong* line, ulong* pair, ulong mask) => width switch
    {
        "128" => Width128.EqualPairs(line, pair, mask),
        "256" => Width256.EqualPairs(line, pair, mask),
        "512" => Width512.EqualPairs(line, pair, mask),
        _ => ScalarWidth.EqualPairs(line, pair, mask),
    };

    private static ulong EqualBytes(string width, byte* line, byte value) => width switch
    {
        "128" => Width128.EqualBytes(line, value),
        "256" => Width256.EqualBytes(line, value),
        "512" => Width512.EqualBytes(line, value),
        _ => ScalarWidth.EqualBytes(line, value),
    };

    private static ulong Printable(string width, byte* line) => width switch
    {
        "128" => Width128.Printable(line),
        "256" => Width256.Printable(line),
        "512" => Width512.Printable(line),
        _ => ScalarWidth.Printable(line),
    };

    private static ulong HighBits(string width, byte* line) => width switch
    {
        "128" => Width128.HighBits(line),
        "256" => Width256.HighBits(line),
        "512" => Width512.HighBits(line),
        _ => ScalarWidth.HighBits(line),
    };

    private static ulong Blanks(string width, byte* line) => width switch
    {
        "128" => Width128.Blanks(line),
        "256" => Width256.Blanks(line),
        "512" => Width512.Blanks(line),
        _ => ScalarWidth.Blanks(line),
    };
}

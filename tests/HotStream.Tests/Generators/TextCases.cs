using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Generators;

/// <summary>Texts that those who read, cut and compare text could get wrong.</summary>
internal static class TextCases
{
    /// <summary>Words and blanks of a line.</summary>
    public static Gen<byte[]> Spaced { get; } = Gen.OneOf(
        Cases.Arrays(Gen.Elements((byte)' ', (byte)'a', (byte)'\t'), 0, 30),
        Cases.Arrays(Gen.Frequency((1, Gen.Constant((byte)' ')), (9, Gen.Constant((byte)'w'))), 0, 90));

    /// <summary>
    /// Word lengths on both sides of the inline limit, runs of delimiters, and texts with more parts than a block has room for.
    /// </summary>
    public static Gen<byte[]> Delimited { get; } = Gen.OneOf(
        Cases.Arrays(Gen.Elements((byte)' ', (byte)'a'), 0, 100),
        Cases.Arrays(Gen.Frequency((1, Gen.Constant((byte)' ')), (11, Cases.AnyByte)), 0, 300),
        Cases.Arrays(Gen.Frequency((1, Gen.Constant((byte)'\n')), (30, Gen.Constant((byte)'w'))), 0, 300),
        Cases.Arrays(Gen.Elements((byte)' ', (byte)'b'), 1500, 2500),
        Cases.Arrays(Cases.AnyByte, 0, 300));

    /// <summary>Lengths around the inline limit, few letters, so that equal and almost equal texts come up often.</summary>
    public static Gen<byte[]> AlmostEqual { get; } = Gen.OneOf(
        Cases.Arrays(Gen.Elements((byte)'a', (byte)'b'), 0, 3),
        Cases.Arrays(Gen.Elements((byte)'a', (byte)'b', (byte)0), 11, 15),
        Cases.Arrays(Gen.Frequency((20, Gen.Constant((byte)'a')), (1, Cases.AnyByte)), 0, 40),
        Cases.Arrays(Cases.AnyByte, 0, 40));

    /// <summary>Decimal numbers, and what looks like one.</summary>
    public static Gen<string> Decimals { get; } = Cases.Arrays(Gen.Frequency((20, Gen.Choose('0', '9').Select(c => (char)c)),
        (2, Gen.Elements('.', '-', 'e', '+', ' '))), 0, 24).Select(chars => new string(chars));

    /// <summary>Texts in which a quote might be taken for the end: before commas, colons and brackets.</summary>
    public static Gen<string> Quotes { get; } = Cases.Arrays(Gen.Elements("'", "\"", ",", ":", " ", "}", "]", "{", "a", "o'clock", "\\",
        "\n", "\t", "\u0001", "\u20ac"), 0, 8).Select(string.Concat);

    /// <summary>Lines of words, some of which come again.</summary>
    public static Gen<string> LinesOfWords { get; } =
        Cases.Arrays(Gen.Elements("a", "bb", " ", " ", "  ", "\t", "c", "a-word-longer-than-a-slice", ""), 0, 12).Select(string.Concat);

    /// <summary>Sizes of the pieces in which bytes arrive, again and again.</summary>
    public static Gen<int[]> Pieces { get; } = Gen.OneOf(
        Gen.Constant<int[]>([1]),
        Cases.Arrays(Gen.Choose(1, 100), 1, 5),
        Cases.Arrays(Gen.Choose(1, 100_000), 1, 5),
        Gen.Constant<int[]>([65_536]),
        Gen.Constant<int[]>([100_000]));

    /// <summary>Lines with either ending, some of about the greatest length and some far longer; the last one may have no end.</summary>
    public static Gen<byte[]> Lines(int longest)
    {
        Gen<byte[]> line = Gen.Frequency(
            (6, Cases.Arrays(Gen.Elements((byte)'a', (byte)'b', (byte)' ', (byte)'\r', (byte)0xC3, (byte)0xFF, (byte)0), 0, 30)),
            (1, Gen.Constant<byte[]>([])),
            (1, Gen.Choose(longest - 3, longest + 3).Select(Filled)),
            (1, Gen.Choose(60_000, 70_000).Select(Filled)),
            (1, Gen.Choose(1000, longest).Select(Filled)));
        return from lines in Cases.Arrays(line, 0, 60)
               from ends in Gen.Elements("\n", "\r\n").ArrayOf(lines.Length)
               from last in Gen.OneOf(Gen.Constant<byte[]>([]), line)
               select (byte[])[.. lines.Zip(ends).SelectMany(one => one.First.Concat(Encoding.ASCII.GetBytes(one.Second))), .. last];
    }

    private static byte[] Filled(int length)
    {
        byte[] line = new byte[length];
        Array.Fill(line, (byte)'x');
        return line;
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Generators;

/// <summary>
/// Texts that a vector scan could get wrong: every length around a multiple of 64, no delimiter, only delimiters, near misses.
/// </summary>
internal static class ScanTexts
{
    /// <summary>The delimiter the scans look for.</summary>
    public const byte Delimiter = (byte)',';

    // The six blanks, their neighbours, and the same bytes with the sign bit set (a signed compare would take them for blanks).
    private static readonly byte[] s_edges =
        [0x00, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x1F, 0x20, 0x21, 0x7F, 0x80, 0x88, 0x89, 0x8D, 0x8E, 0xA0, 0xFF, Delimiter];

    private static readonly Gen<int> s_length = Gen.OneOf(
        Gen.Choose(0, 200),
        Gen.Elements(0, 1, 15, 16, 17, 31, 32, 33, 63, 64, 65, 127, 128, 129, 191, 192, 193));

    private static readonly Gen<byte> s_content = Gen.OneOf(Cases.AnyByte, Gen.Elements(s_edges));

    /// <summary>Any such text.</summary>
    public static Gen<byte[]> Any { get; } = s_length.SelectMany(length => Gen.OneOf(
        Cases.AnyByte.ArrayOf(length),
        s_content.ArrayOf(length),
        Gen.Frequency((1, Gen.Constant(Delimiter)), (7, Gen.Constant((byte)'w'))).ArrayOf(length),
        Gen.Elements<byte>(Delimiter, (byte)' ').ArrayOf(length),
        Gen.Constant(Delimiter).ArrayOf(length),
        Gen.Constant((byte)' ').ArrayOf(length),
        Gen.Constant((byte)'w').ArrayOf(length)));

    /// <summary>Places where a byte satisfies a condition: the definition of every scan.</summary>
    public static int[] Positions(byte[] text, Func<byte, bool> wanted) =>
        [.. Enumerable.Range(0, text.Length).Where(i => wanted(text[i]))];

    /// <summary>ASCII white space.</summary>
    public static bool IsBlank(byte b) => b is 0x20 or 0x09 or 0x0A or 0x0B or 0x0C or 0x0D;
}

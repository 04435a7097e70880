using System.Runtime.InteropServices;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace HotStream.Tests.Io.Formats;

/// <summary>Plain values by whole words: what the scalar definitions say, wherever the text ends.</summary>
public sealed class JsonScanTests
{
    private static readonly Gen<byte[]> s_numbers = Gen.Frequency(
        (4, Cases.Arrays(Gen.Elements([.. "0123456789"u8.ToArray()]), 1, 20)),
        (3, from whole in Cases.Arrays(Gen.Elements([.. "0123456789"u8.ToArray()]), 0, 12)
            from part in Cases.Arrays(Gen.Elements([.. "0123456789"u8.ToArray()]), 0, 12)
            select (byte[])[.. whole, (byte)'.', .. part]),
        (1, Cases.Arrays(Gen.Elements([.. "0123456789.-+eE,} x"u8.ToArray(), (byte)0xB5]), 0, 24)))
        .SelectMany(text => Gen.Elements<byte[]>([], [(byte)'-']).Select(sign => (byte[])[.. sign, .. text]))
        .SelectMany(text => Gen.Elements(",", "}", "]", " ", "\n", "\"", "e5,", "", "\t")
            .SelectMany(end => Gen.Elements("", " more than thirty-two bytes of what comes behind it")
                .Select(rest => (byte[])[.. text, .. Encoding.ASCII.GetBytes(end), .. Encoding.ASCII.GetBytes(rest)])));

    [Property(MaxTest = 5000)]
    public Property Oracle_whole_numbers_are_those_of_the_loop() => Cases.ForAll(s_numbers, text =>
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(text);
        int expected = JsonScan.WholeSlowly(ref first, 0, text.Length, out long slow);
        int found = JsonScan.Whole(ref first, 0, text.Length, out long fast);
        Assert.Equal(expected, found);
        if (found >= 0)
        {
            Assert.Equal(slow, fast);
            Assert.Equal(long.Parse(Encoding.ASCII.GetString(text, 0, found), System.Globalization.CultureInfo.InvariantCulture), fast);
        }
    });

    [Property(MaxTest = 5000)]
    public Property Oracle_decimals_are_those_of_the_loop_and_of_the_framework() => Cases.ForAll(s_numbers, text =>
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(text);
        int expected = JsonScan.DecimalSlowly(ref first, 0, text.Length, out double slow);
        int found = JsonScan.Decimal(ref first, 0, text.Length, out double fast);
        Assert.Equal(expected, found);
        if (found >= 0)
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(slow), BitConverter.DoubleToInt64Bits(fast));
            double framework = double.Parse(Encoding.ASCII.GetString(text, 0, found), System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(BitConverter.DoubleToInt64Bits(framework), BitConverter.DoubleToInt64Bits(fast));
        }
    });

    [Property(MaxTest = 5000)]
    public Property Oracle_numbers_end_where_those_of_the_loop_do() => Cases.ForAll(s_numbers, text =>
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(text);
        int expected = JsonScan.NumberSlowly(ref first, 0, text.Length);
        Assert.Equal(expected, JsonScan.Number(ref first, 0, text.Length));
        if (JsonScan.Decimal(ref first, 0, text.Length, out _) is >= 0 and int end)
        {
            Assert.Equal(end, expected);
        }
    });

    [Theory]
    [InlineData("true,", 4)]
    [InlineData("false", 5)]
    [InlineData("falsa", -1)]
    [InlineData("TRUE,", -1)]
    [InlineData("tru", -1)]
    [InlineData("truth", -1)]
    public void Truths_are_words_of_their_own(string text, int end)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        Assert.Equal(end, JsonScan.Truth(ref MemoryMarshal.GetArrayDataReference(bytes), 0, bytes.Length, out bool truth));
        Assert.Equal(end == 4, truth);
    }

    [Theory]
    [InlineData(",\"a\":", ",\"a\":1", true)]
    [InlineData(",\"a\":", ",\"b\":1 and more than sixteen bytes", false)]
    [InlineData(",\"a\":", ",\"a\":1 and more than sixteen bytes", true)]
    [InlineData(",\"a name of more than sixteen\":", ",\"a name of more than sixteen\":1", true)]
    [InlineData(",\"a name of more than sixteen\":", ",\"a name of more than sixteem\":1", false)]
    [InlineData(",\"a name of more than sixteen\":", ",\"a name", false)]
    [InlineData("", "whatever it is, nothing comes next", false)]
    public void What_was_known_comes_next_or_not(string known, string text, bool same)
    {
        byte[] kept = new byte[48];
        Encoding.ASCII.GetBytes(known, kept);
        byte[] bytes = Encoding.ASCII.GetBytes(text);
        Assert.Equal(same, JsonScan.IsSame(ref MemoryMarshal.GetArrayDataReference(bytes), 0, bytes.Length, ref kept[0], known.Length));
    }
}

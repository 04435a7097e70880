using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Memory;

/// <summary>The fast way to read decimals against the framework's: where it answers at all, every bit is the same.</summary>
public sealed class PlainDecimalTests
{
    [Property(MaxTest = 5000)]
    public Property Oracle_what_it_reads_is_what_the_framework_reads() => Cases.ForAll(TextCases.Decimals, text =>
    {
        if (PlainDecimal.TryParse(Encoding.ASCII.GetBytes(text), out double value))
        {
            Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
                BitConverter.DoubleToInt64Bits(value));
        }
    });

    [Property(MaxTest = 2000)]
    public Property Oracle_printed_numbers_are_read_back_to_the_bit() =>
        Cases.ForAll(Gen.Choose(int.MinValue, int.MaxValue).Two().SelectMany(parts => Gen.Choose(0, 12)
            .Select(scale => (decimal)parts.Item1 * Math.Abs((long)parts.Item2) / (decimal)Math.Pow(10, scale))), number =>
    {
        using var texts = new Utf8Arena();
        string text = number.ToString(CultureInfo.InvariantCulture);
        Assert.True(texts.Add(text).TryParse(out double value));
        Assert.Equal(BitConverter.DoubleToInt64Bits(double.Parse(text, CultureInfo.InvariantCulture)),
            BitConverter.DoubleToInt64Bits(value));
    });

    [Theory]
    [InlineData("0", true)]
    [InlineData("-0", true)]
    [InlineData("9007199254740992", true)]
    [InlineData("9007199254740993", false)]
    [InlineData("0.1", true)]
    [InlineData("21.5", true)]
    [InlineData("0000000000000000021.5", false)]
    [InlineData(".5", false)]
    [InlineData("5.", false)]
    [InlineData("", false)]
    [InlineData("-", false)]
    [InlineData("1e5", false)]
    [InlineData("1.2.3", false)]
    public void It_answers_where_it_is_sure(string text, bool answers) =>
        Assert.Equal(answers, PlainDecimal.TryParse(Encoding.ASCII.GetBytes(text), out _));
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Memory;

public sealed class Utf8SliceTests
{
    [Property(MaxTest = 500)]
    public Property Two_texts_are_equal_exactly_when_their_bytes_are() => Cases.ForAll(TextCases.AlmostEqual.Two(), pair =>
    {
        using var here = new TextMemory();
        using var there = new TextMemory();
        Utf8Slice left = here.Add(pair.Item1);
        Utf8Slice right = there.Add(pair.Item2);
        bool equal = pair.Item1.AsSpan().SequenceEqual(pair.Item2);
        Assert.Equal(equal, left == right);
        Assert.Equal(!equal, left != right);
        Assert.Equal(equal, left.Equals((object)right));
        Assert.Equal(equal, left.Equals(pair.Item2));
    });

    [Property(MaxTest = 300)]
    public Property A_text_is_the_same_text_in_every_slab_and_in_itself() => Cases.ForAll(TextCases.AlmostEqual, bytes =>
    {
        using var here = new TextMemory();
        using var there = new TextMemory();
        Utf8Slice first = here.Add(bytes);
        here.Add("in between");
        Utf8Slice again = here.Add(bytes);
        Utf8Slice elsewhere = there.Add(bytes);
        Assert.Equal(first, again);
        Assert.Equal(first, elsewhere);
        Assert.Equal(first.GetHashCode(), again.GetHashCode());
        Assert.Equal(first.GetHashCode(), elsewhere.GetHashCode());
        Assert.Equal(bytes, elsewhere.ToArray());
        Assert.Equal(bytes.Length, elsewhere.Length);
        if (bytes.Length <= Utf8Slice.InlineCapacity)
        {
            Assert.Equal(first, Utf8Slice.FromInline(bytes));
            Assert.Equal(first.GetHashCode(), Utf8Slice.FromInline(bytes).GetHashCode());
        }
    });

    [Fact]
    public void Bytes_behind_a_short_text_do_not_make_it_different()
    {
        using var memory = new TextMemory();
        memory.Slab.Bytes[..64].Fill((byte)'x');
        Utf8Slice first = memory.Slab.Slice(0, 5);
        memory.Slab.Bytes[5..64].Fill((byte)'y');
        Assert.Equal(first, memory.Slab.Slice(0, 5));
    }

    [Property(MaxTest = 500)]
    public Property Texts_sort_by_unsigned_bytes() => Cases.ForAll(TextCases.AlmostEqual.Two(), pair =>
    {
        using var memory = new TextMemory();
        Utf8Slice left = memory.Add(pair.Item1);
        Utf8Slice right = memory.Add(pair.Item2);
        int order = Math.Sign(pair.Item1.AsSpan().SequenceCompareTo(pair.Item2));
        Assert.Equal(order, Math.Sign(left.CompareTo(right)));
        Assert.Equal(order < 0, left < right);
        Assert.Equal(order > 0, left > right);
        Assert.Equal(order <= 0, left <= right);
        Assert.Equal(order >= 0, left >= right);
    });

    [Property(MaxTest = 300)]
    public Property A_part_is_the_bytes_of_the_part() => Cases.ForAll(
        TextCases.AlmostEqual.SelectMany(text => Gen.Choose(0, text.Length).Two().Select(cut => (text, cut))), given =>
    {
        (byte[] text, (int one, int other)) = given;
        (int start, int end) = (Math.Min(one, other), Math.Max(one, other));
        using var memory = new TextMemory();
        Utf8Slice part = memory.Add(text).Substring(start, end - start);
        Assert.Equal(text[start..end], part.ToArray());
        Assert.Equal(part, memory.Add(text.AsSpan(start, end - start)));
    });

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(0, -1)]
    [InlineData(0, 21)]
    [InlineData(20, 1)]
    [InlineData(21, 0)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void A_part_outside_the_text_is_refused(int start, int length)
    {
        using var memory = new TextMemory();
        Utf8Slice text = memory.Add("twenty bytes of text");
        Assert.Equal(20, text.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => text.Substring(start, length));
    }

    [Fact]
    public void A_slice_outside_the_slab_is_refused()
    {
        using var memory = new TextMemory();
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Slab.Slice(-1, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Slab.Slice(0, memory.Slab.Capacity + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.Slab.Slice(memory.Slab.Capacity, 1));
        Assert.True(memory.Slab.Slice(memory.Slab.Capacity, 0).IsEmpty);
        Assert.Equal(12, memory.Slab.Slice(memory.Slab.Capacity - 12, 12).Length);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("  \t\r\n", "")]
    [InlineData(" a ", "a")]
    [InlineData("a b", "a b")]
    [InlineData("\v\fa longer text than fits  ", "a longer text than fits")]
    [InlineData("\u00A0a", "\u00A0a")]
    public void Trim_takes_ascii_white_space_from_both_ends(string text, string trimmed)
    {
        using var memory = new TextMemory();
        Assert.Equal(trimmed, memory.Add(text).Trim().ToString());
    }

    [Theory]
    [InlineData("0", true, 0)]
    [InlineData("-42", true, -42)]
    [InlineData("9223372036854775807", true, long.MaxValue)]
    [InlineData("-9223372036854775808", true, long.MinValue)]
    [InlineData("9223372036854775808", false, 0)]
    [InlineData("", false, 0)]
    [InlineData("12x", false, 0)]
    [InlineData("12 ", false, 0)]
    [InlineData(" 12", false, 0)]
    [InlineData("1.5", false, 0)]
    public void Whole_numbers_are_read_only_from_the_whole_text(string text, bool isNumber, long value)
    {
        using var memory = new TextMemory();
        Assert.Equal(isNumber, memory.Add(text).TryParse(out long parsed));
        Assert.Equal(value, parsed);
    }

    [Theory]
    [InlineData("0", true, 0)]
    [InlineData("-1.5", true, -1.5)]
    [InlineData("6.02214076e23", true, 6.02214076e23)]
    [InlineData("1.5kg", false, 0)]
    [InlineData("", false, 0)]
    [InlineData("1,5", false, 0)]
    [InlineData("NaN", false, 0)]
    [InlineData("-Infinity", false, 0)]
    [InlineData("1e999", false, 0)]
    public void Numbers_with_a_fraction_are_read_only_from_the_whole_text(string text, bool isNumber, double value)
    {
        using var memory = new TextMemory();
        Assert.Equal(isNumber, memory.Add(text).TryParse(out double parsed));
        Assert.Equal(value, parsed);
    }

    [Theory]
    [InlineData(new byte[] { 0xFF }, "\uFFFD")]
    [InlineData(new byte[] { (byte)'a', 0xC3 }, "a\uFFFD")]
    [InlineData(new byte[] { 0xC3, 0xA4 }, "ä")]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x94, 0xA5 }, "🔥")]
    public void Bytes_that_are_not_utf8_become_replacement_characters(byte[] bytes, string text)
    {
        Assert.Equal(text, Utf8Slice.FromInline(bytes).ToString());
        using var memory = new TextMemory();
        string padding = new('-', 20);
        Assert.Equal(padding + text, memory.Add([.. Encoding.UTF8.GetBytes(padding), .. bytes]).ToString());
    }

    [Fact]
    public void The_default_value_is_the_empty_text()
    {
        Assert.True(default(Utf8Slice).IsEmpty);
        Assert.Equal(Utf8Slice.Empty, Utf8Slice.FromInline([]));
        Assert.Equal(string.Empty, default(Utf8Slice).ToString());
        Assert.Empty(default(Utf8Slice).ToArray());
    }

    [Fact]
    public void A_text_that_does_not_fit_inline_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Utf8Slice.FromInline(new byte[13]));

    [Fact]
    public void Looking_for_bytes_finds_what_a_span_finds()
    {
        using var memory = new TextMemory();
        Utf8Slice text = memory.Add("GET /index.html HTTP/1.1");
        Assert.True(text.StartsWith("GET "u8));
        Assert.False(text.StartsWith("PUT "u8));
        Assert.True(text.Contains("HTTP"u8));
        Assert.False(text.Contains("ftp"u8));
        Assert.Equal(4, text.IndexOf((byte)'/'));
        Assert.Equal(-1, text.IndexOf((byte)'#'));
        Assert.Equal((byte)'E', text[1]);
    }
}

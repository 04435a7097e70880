using FsCheck.Fluent;

namespace HotStream.Tests.Memory;

/// <summary>A slice answers questions asked with strings as the string of its text would.</summary>
public sealed class Utf8SliceStringTests
{
    [Property]
    public Property Comparing_and_searching_give_what_strings_give() => Cases.ForAll(
        Gen.Elements("", "a", "ä", "€uro", "error", "ERROR at 12:00 in a long line of text", "😀", new string('x', 1000)).Two(), given =>
        {
            (string text, string other) = given;
            using var texts = new Utf8Arena();
            Utf8Slice slice = texts.Add(System.Text.Encoding.UTF8.GetBytes(text));
            Assert.Equal(text == other, slice == other);
            Assert.Equal(text != other, slice != other);
            Assert.Equal(text.Contains(other, StringComparison.Ordinal), slice.Contains(other));
            Assert.Equal(text.StartsWith(other, StringComparison.Ordinal), slice.StartsWith(other));
        });

    [Fact]
    public void A_string_that_is_null_is_equal_to_nothing()
    {
        Assert.False(Utf8Slice.Empty == (string?)null);
        Assert.True(Utf8Slice.Empty == "");
        Assert.Throws<ArgumentNullException>(() => Utf8Slice.Empty.Contains((string)null!));
        Assert.Throws<ArgumentNullException>(() => Utf8Slice.Empty.StartsWith((string)null!));
    }

    [Fact]
    public void A_text_is_split_by_a_character()
    {
        Assert.Equal(["a", "", "b"], Utf8Slice.FromInline("a,,b"u8).Split(',').ToStrings());
        Assert.Throws<ArgumentOutOfRangeException>(() => Utf8Slice.FromInline("a"u8).Split('ä'));
    }

    [Fact]
    public void Ranges_cut_bytes()
    {
        Utf8Slice text = Utf8Slice.FromInline("key=value"u8);
        Assert.Equal("value", text[4..].ToString());
        Assert.Equal("key", text[..3].ToString());
        Assert.Equal("valu", text[4..^1].ToString());
        Assert.Throws<ArgumentOutOfRangeException>(() => text[4..20]);
    }

    [Fact]
    public void The_common_types_are_read_whole_and_culture_free()
    {
        Assert.True(Utf8Slice.FromInline("-12"u8).TryParse(out int number));
        Assert.Equal(-12, number);
        Assert.True(Utf8Slice.FromInline("1.50"u8).TryParse(out decimal price));
        Assert.Equal(1.50m, price);
        Assert.False(Utf8Slice.FromInline("12 apples"u8).TryParse(out int _));
        Assert.False(Utf8Slice.FromInline("3000000000"u8).TryParse(out int _));
        Assert.True(Utf8Slice.FromInline("3000000000"u8).TryParse(out long large));
        Assert.Equal(3_000_000_000, large);
        using var texts = new Utf8Arena();
        var id = Guid.NewGuid();
        Assert.True(texts.Add(System.Text.Encoding.UTF8.GetBytes(id.ToString())).TryParse(out Guid read));
        Assert.Equal(id, read);
    }

    [Fact]
    public void Asking_with_a_string_allocates_nothing()
    {
        Utf8Slice text = Utf8Slice.FromInline("error 12"u8);
        bool all = true;
        Ask();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Ask();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(all);

        void Ask()
        {
            for (int i = 0; i < 100; i++)
            {
                all &= text == "error 12" && text.Contains("12") && text.StartsWith("err")
                    && text[6..].TryParse(out int number) && number == 12;
            }
        }
    }
}

using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Memory;

public sealed class Utf8SplitTests
{
    [Theory]
    [InlineData("", new[] { "" })]
    [InlineData(" ", new[] { "", "" })]
    [InlineData("a", new[] { "a" })]
    [InlineData("a  b", new[] { "a", "", "b" })]
    [InlineData(" a ", new[] { "", "a", "" })]
    [InlineData("a\tb c", new[] { "a\tb", "c" })]
    [InlineData("a longer first part b", new[] { "a", "longer", "first", "part", "b" })]
    public void Split_keeps_empty_parts(string text, string[] parts)
    {
        using var memory = new TextMemory();
        Assert.Equal(parts, memory.Add(text).Split((byte)' ').ToStrings());
    }

    [Theory]
    [InlineData("", new string[0])]
    [InlineData(" \t\r\n\v\f", new string[0])]
    [InlineData("a", new[] { "a" })]
    [InlineData("  a\t\nb  ", new[] { "a", "b" })]
    [InlineData("one internationalisation two", new[] { "one", "internationalisation", "two" })]
    [InlineData("a\u00A0b", new[] { "a\u00A0b" })]
    public void Words_never_gives_an_empty_part(string text, string[] parts)
    {
        using var memory = new TextMemory();
        Assert.Equal(parts, memory.Add(text).Words().ToStrings());
    }

    [Property(MaxTest = 300)]
    public Property Split_gives_what_splitting_a_string_gives() => Cases.ForAllLists(TextCases.Spaced, line =>
    {
        using var memory = new TextMemory();
        string[] expected = Encoding.ASCII.GetString(line).Split(' ');
        Assert.Equal(expected, memory.Add(line).Split((byte)' ').ToStrings());
    });

    [Property(MaxTest = 300)]
    public Property Words_gives_what_splitting_a_string_at_white_space_gives() => Cases.ForAllLists(TextCases.Spaced, line =>
    {
        using var memory = new TextMemory();
        string[] expected = Encoding.ASCII.GetString(line).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(expected, memory.Add(line).Words().ToStrings());
    });

    [Fact]
    public void A_split_can_be_walked_again()
    {
        using var memory = new TextMemory();
        Utf8Split split = memory.Add("walk me once, walk me twice").Split((byte)' ');
        Assert.Equal(split.ToStrings(), split.ToStrings());
        Assert.Equal("walk me once, walk me twice", split.Text.ToString());
    }

    [Fact]
    public void Walking_the_parts_allocates_nothing()
    {
        using var memory = new TextMemory();
        Utf8Slice line = memory.Add("no part of this line is copied to the managed heap");
        Count(line);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int parts = Count(line);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(22, parts);

        static int Count(Utf8Slice line)
        {
            int parts = 0;
            foreach (Utf8Slice part in line.Split((byte)' '))
            {
                parts += part.IsEmpty ? 0 : 1;
            }

            foreach (Utf8Slice part in line.Words())
            {
                parts += part.IsEmpty ? 0 : 1;
            }

            return parts;
        }
    }
}

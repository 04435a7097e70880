using System.Text;
using HotStream.Cli;
using Xunit;

namespace HotStream.Tests.Cli;

public sealed class ZipfGeneratorTests
{
    private const int Vocabulary = 1000;
    private static readonly string s_text = Encoding.ASCII.GetString(new ZipfGenerator(Vocabulary).Write(2_000_000));

    [Fact]
    public void Every_line_has_ten_words_and_an_end()
    {
        Assert.EndsWith("\n", s_text, StringComparison.Ordinal);
        Assert.All(s_text[..^1].Split('\n'),
            line => Assert.Equal(ZipfGenerator.WordsPerLine, line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length));
        Assert.InRange(s_text.Length, 1_999_000, 2_000_000);
    }

    [Fact]
    public void The_word_of_rank_r_comes_about_one_rth_as_often_as_the_first()
    {
        int[] counts = [.. s_text.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).CountBy(word => word)
            .Select(pair => pair.Value).OrderDescending()];

        Assert.Equal(Vocabulary, counts.Length);
        Assert.InRange((double)counts[0] / counts[1], 1.9, 2.1);
        Assert.InRange((double)counts[0] / counts[9], 9, 11);
        Assert.InRange((double)counts[0] / counts[99], 85, 115);
    }

    [Fact]
    public void The_same_seed_gives_the_same_text() =>
        Assert.Equal(s_text, Encoding.ASCII.GetString(new ZipfGenerator(Vocabulary).Write(2_000_000)));
}

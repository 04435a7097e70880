namespace HotStream.Tests.House;

/// <summary>Lines fit beside each other on a screen, and a comment is read before the code under it, not instead of it.</summary>
public sealed class ColumnTests
{
    private const int MostColumns = 140;
    private const int MostCommentLines = 8;
    private const int TextOfData = 60; // columns of a line in quotes, from which on it may be one piece of data that no one would cut

    private static readonly string[] s_blockStarts =
        ["/// <summary>", "/// <remarks>", "/// <param", "/// <typeparam", "/// <returns>", "/// <exception",
            "/// <example>", "/// <inheritdoc"];

    [Fact]
    public void Lines_have_at_most_140_columns()
    {
        string[] folders = ["src", "tests", "bench", "fuzz", "examples"];
        string[] found = [.. folders
            .SelectMany(folder => Repository.CSharpFiles(folder))
            .SelectMany(path => File.ReadAllLines(path)
                .Select((line, i) => (Line: line, Place: $"{Repository.Relative(path)}({i + 1})"))
                .Where(line => line.Line.Length > MostColumns
                    && (line.Place.StartsWith("src", StringComparison.Ordinal) || !IsData(line.Line))))
            .Select(line => $"{line.Place}: {line.Line.Length}")];
        Assert.True(found.Length == 0, $"Lines of more than {MostColumns} columns; break them:\n" + string.Join('\n', found));
    }

    [Fact]
    public void Comments_in_Core_have_at_most_8_lines_and_longer_laws_stand_in_docs()
    {
        string[] found = [.. Repository.CSharpFiles("src/Core")
            .SelectMany(path => Blocks(File.ReadAllLines(path))
                .Where(block => block.Lines > MostCommentLines)
                .Select(block => $"{Repository.Relative(path)}({block.Start}): {block.Lines} lines"))];
        Assert.True(found.Length == 0, $"Comments of more than {MostCommentLines} lines; docs/design has room:\n"
            + string.Join('\n', found));
    }

    [Fact]
    public void A_block_is_a_run_of_comment_lines_or_one_element_of_a_documentation()
    {
        string[] lines =
        [
            "/// <summary>", "/// one", "/// two", "/// </summary>", "/// <param name=\"x\">one", "/// two",
                "/// three</param>", "void M();",
            "// one", "    // two", "int x; // not a block",
        ];
        Assert.Equal([(2, 2), (5, 3), (9, 2)], Blocks(lines));
    }

    [Theory]
    [InlineData("        var x = 1;", false)]
    [InlineData("    \"short\"", false)]
    [InlineData("    \"\"\"{\"a\":\"0123456789012345678901234567890123456789\",\"b\":\"012345678901234567890123\"}\"\"\",", true)]
    public void A_line_of_data_is_mostly_in_quotes(string line, bool expected) => Assert.Equal(expected, IsData(line));

    private static bool IsData(string line) => line.LastIndexOf('"') - line.IndexOf('"', StringComparison.Ordinal) >= TextOfData;

    /// <summary>
    /// Start (from 1) and length of comments; the lines with nothing but the tags of a summary or of remarks do not count.
    /// </summary>
    private static IEnumerable<(int Start, int Lines)> Blocks(string[] lines)
    {
        int start = 0;
        int count = 0;
        for (int i = 0; i <= lines.Length; i++)
        {
            string line = i < lines.Length ? lines[i].Trim() : "";
            bool isTag = line is "/// <summary>" or "/// </summary>" or "/// <remarks>" or "/// </remarks>";
            bool isComment = line.StartsWith("//", StringComparison.Ordinal) && !isTag;
            bool begins = s_blockStarts.Any(tag => line.StartsWith(tag, StringComparison.Ordinal));
            if (count > 0 && (!isComment || begins))
            {
                yield return (start, count);
                count = 0;
            }

            if (isComment)
            {
                start = count == 0 ? i + 1 : start;
                count++;
            }
        }
    }
}

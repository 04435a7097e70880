using System.Text.RegularExpressions;

namespace HotStream.Tests.House;

/// <summary>The glossary of ARCHITECTURE.md is kept: what stands in the last column of its tables does not occur in src.</summary>
public sealed partial class WordTests
{
    [Fact]
    public void Words_that_the_glossary_replaces_are_not_used()
    {
        string[] words = [.. Replaced()];
        Assert.NotEmpty(words);
        string[] found = [.. Repository.CSharpFiles("src").SelectMany(path =>
        {
            string text = File.ReadAllText(path);
            string code = CodeText.Strip(text);
            return words.SelectMany(word => Uses(text, code, word).Select(line => $"{Repository.Relative(path)}({line}): {word}"));
        })];
        Assert.True(found.Length == 0, "The glossary of ARCHITECTURE.md has another word for these:\n" + string.Join('\n', found));
    }

    [Theory]
    [InlineData("LaneTable", "var a = new LaneTable();", 1)]
    [InlineData("LaneTable", "int _laneTables; WholeLaneTable b; // LaneTable\n\"LaneTable\"", 1)]
    [InlineData("Given", "bool IsGiven; // as given", 1)]
    [InlineData("Given", "GivenUp(); Forgiven();", 1)]
    [InlineData("lane table", "// a lane\n// table, the lane table", 1)]
    [InlineData("tell", "Tell(); _tellLater; // untells, tell-tale\n\"Tell them\"", 4)]
    [InlineData("told", "_lastTold; isToBeTold; ToldAt; folded; stold", 3)]
    public void A_name_is_found_in_code_and_a_word_everywhere(string word, string text, int count) =>
        Assert.Equal(count, Uses(text, CodeText.Strip(text), word).Count());

    private static IEnumerable<string> Replaced() => Rows().Matches(Glossary())
        .SelectMany(row => Quoted().Matches(row.Groups[1].Value).Select(match => match.Groups[1].Value)).Distinct();

    private static string Glossary()
    {
        string page = File.ReadAllText(Repository.PathOf("ARCHITECTURE.md"));
        return page[page.IndexOf("\n## Words\n", StringComparison.Ordinal)..];
    }

    // Lines on which a word stands, one for each time.
    private static IEnumerable<int> Uses(string text, string code, string word)
    {
        bool isName = char.IsUpper(word[0]);
        string where = isName ? code : text;
        string pattern = isName ? $@"(?<![A-Z]){word}(?![a-z])" : string.Join(@"[ \t]+", word.Split(' ').Select(AnyCase));
        return Regex.Matches(where, pattern).Select(match => where.AsSpan(0, match.Index).Count('\n') + 1);
    }

    // A word in small letters: alone, or a part of a name such as _lastTold.
    private static string AnyCase(string word) =>
        $"((?<![A-Za-z]){Regex.Escape(word)}|{char.ToUpperInvariant(word[0])}{Regex.Escape(word[1..])})(?![a-z])";

    [GeneratedRegex(@"^\|.*\| *((?:`[^`|]+` ?)+)\|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace HotStream.Tests.House;

/// <summary>
/// The glossary of ARCHITECTURE.md is kept: what stands in the last column of its tables does not occur in src. Words that are not gone yet
/// stand in words.txt with how often they occur in an area; that number may only shrink. Lower it, or run once with
/// <c>HOTSTREAM_ACCEPT_WORDS=1</c>, which lowers and never raises.
/// </summary>
public sealed partial class WordTests
{
    private static readonly (string Name, string Path)[] s_areas =
    [
        ("Core", "src/Core/"),
        ("Mqtt", "src/Io/Mqtt/"),
        ("Mqtt", "src/Connectors/Mqtt/"),
        ("others", "src/"), // everything else: no exception stands for it
    ];

    private static string ExceptionsPath => Repository.PathOf("tests", "HotStream.Tests", "House", "words.txt");

    [Fact]
    public void Words_that_the_glossary_replaces_are_not_used()
    {
        Dictionary<(string Area, string Word), int> allowed = Exceptions();
        var found = new Dictionary<(string Area, string Word), List<string>>();
        string[] words = [.. Replaced()];
        foreach (string path in Repository.CSharpFiles("src"))
        {
            string name = Repository.Relative(path);
            string area = s_areas.First(area => name.StartsWith(area.Path, StringComparison.Ordinal)).Name;
            string text = File.ReadAllText(path);
            string code = CodeText.Strip(text);
            foreach (string word in words)
            {
                IEnumerable<string> uses = Uses(text, code, word).Select(line => $"{name}({line}): {word}");
                (found.TryGetValue((area, word), out List<string>? list) ? list : found[(area, word)] = []).AddRange(uses);
            }
        }

        if (Environment.GetEnvironmentVariable("HOTSTREAM_ACCEPT_WORDS") == "1")
        {
            Accept(allowed, found.ToDictionary(pair => pair.Key, pair => pair.Value.Count));
        }

        string[] tooMany = [.. found.Where(pair => pair.Value.Count > allowed.GetValueOrDefault(pair.Key)).SelectMany(pair => pair.Value)];
        Assert.True(tooMany.Length == 0, "The glossary of ARCHITECTURE.md has another word for these. More than words.txt allows:\n"
            + string.Join('\n', tooMany));
    }

    [Fact]
    public void Exceptions_are_of_words_in_the_glossary_and_of_areas_that_are_not_clean_yet()
    {
        string[] known = [.. Replaced()];
        Assert.All(Exceptions(), exception =>
        {
            Assert.Contains(exception.Key.Word, known);
            Assert.Contains(exception.Key.Area, (string[])["Core", "Mqtt"]);
            Assert.True(exception.Value > 0, $"{exception.Key} is gone: take it out.");
        });
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

    private static Dictionary<(string Area, string Word), int> Exceptions() => File.ReadAllLines(ExceptionsPath)
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', 3))
        .ToDictionary(parts => (parts[0], parts[2]), parts => int.Parse(parts[1], CultureInfo.InvariantCulture));

    private static void Accept(Dictionary<(string Area, string Word), int> allowed, Dictionary<(string Area, string Word), int> found)
    {
        IEnumerable<string> comments = File.ReadAllLines(ExceptionsPath).TakeWhile(line => line.StartsWith('#'));
        IEnumerable<string> lines = allowed
            .Select(pair => (pair.Key, Count: Math.Min(pair.Value, found.GetValueOrDefault(pair.Key))))
            .Where(pair => pair.Count > 0)
            .Select(pair => $"{pair.Key.Area} {pair.Count} {pair.Key.Word}")
            .Order(StringComparer.Ordinal);
        File.WriteAllLines(ExceptionsPath, comments.Concat(lines));
    }

    [GeneratedRegex(@"^\|.*\| *((?:`[^`|]+` ?)+)\|$", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Quoted();
}

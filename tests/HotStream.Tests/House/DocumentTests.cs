using System.Globalization;
using System.Text.RegularExpressions;

namespace HotStream.Tests.House;

/// <summary>README is short, ARCHITECTURE is a page, links lead somewhere and every page can be found.</summary>
public sealed partial class DocumentTests
{
    private const int ReadmeLines = 150;
    private const int ArchitectureLines = 150;
    private const int SentenceWords = 25;
    private const int LongestBar = 20;
    private const int LawLines = 8;

    private static string Readme => Repository.PathOf("README.md");

    private static string Architecture => Repository.PathOf("ARCHITECTURE.md");

    [Fact]
    public void The_readme_is_read_in_a_few_minutes() => Assert.InRange(File.ReadAllLines(Readme).Length, 1, ReadmeLines);

    [Fact]
    public void The_architecture_is_one_page() => Assert.InRange(File.ReadAllLines(Architecture).Length, 1, ArchitectureLines);

    [Fact]
    public void Sentences_of_the_readme_are_short()
    {
        string[] tooLong = [.. Documents.Sentences(File.ReadAllText(Readme)).Where(sentence => Documents.Words(sentence) > SentenceWords)];
        Assert.True(tooLong.Length == 0, $"More than {SentenceWords} words:\n" + string.Join('\n', tooLong));
    }

    [Fact]
    public void Sentences_are_separated_from_code_cells_and_lists()
    {
        const string page = "# One head\nTwo words. Three `more here` words\nand on.\n```sh\nno word\n```\n- an item\n- "
            + "another\n\n| a cell | `x` |\n|---|---|\n";
        string[] sentences = [.. Documents.Sentences(page)];
        Assert.Equal(["# One head", "Two words.", "Three code words and on.", "- an item", "- another", "a cell", "code",
            "---", "---"], sentences);
        Assert.Equal([2, 2, 5, 2, 1, 2, 1, 0, 0], sentences.Select(Documents.Words));
    }

    [Fact]
    public void Every_link_leads_to_a_file()
    {
        string[] broken = [.. Documents.Pages()
            .SelectMany(page => Documents.Links(page).Where(target => !Path.Exists(target))
                .Select(target => $"{Repository.Relative(page)} -> {Repository.Relative(target)}"))];
        Assert.True(broken.Length == 0, "Links to what does not exist:\n" + string.Join('\n', broken));
    }

    [Fact]
    public void Every_page_is_found_from_the_readme()
    {
        var found = new HashSet<string>();
        var next = new Queue<string>([Readme]);
        while (next.TryDequeue(out string? page))
        {
            if (found.Add(page) && Directory.Exists(page))
            {
                Directory.EnumerateFiles(page, "*.md").ToList().ForEach(next.Enqueue); // a link to a folder shows what is in it
            }
            else if (page.EndsWith(".md", StringComparison.Ordinal) && File.Exists(page))
            {
                Documents.Links(page).Where(link => !found.Contains(link)).ToList().ForEach(next.Enqueue);
            }
        }

        Assert.Equal([], Documents.Pages().Where(page => !found.Contains(page)).Select(Repository.Relative));
    }

    [Fact]
    public void Every_decision_is_linked_from_the_architecture_and_says_what_was_refused()
    {
        string[] pages = [.. Directory.EnumerateFiles(Repository.PathOf("docs", "decisions")).Order(StringComparer.Ordinal)];
        IReadOnlyList<string> linked = Documents.Links(Architecture);
        Assert.NotEmpty(pages);
        Assert.Equal([], pages.Except(linked).Select(Repository.Relative));
        Assert.All(pages, page => Assert.Matches(@"^\d{3}-[a-z0-9-]+\.md$", Path.GetFileName(page)));
        Assert.Equal(pages.Length, pages.Select(page => Path.GetFileName(page)[..3]).Distinct().Count());
        string[] headings = ["**Context.**", "**Decision.**", "**Numbers.**", "**Refused.**"];
        Assert.All(pages, page => Assert.All(headings,
            heading => Assert.Contains(heading, File.ReadAllText(page), StringComparison.Ordinal)));
    }

    [Fact]
    public void Tests_that_pages_name_for_what_is_guaranteed_exist()
    {
        string page = File.ReadAllText(Repository.PathOf("docs", "recovery.md")) + File.ReadAllText(Repository.PathOf("README.md"));
        string tests = string.Join('\n', Repository.CSharpFiles("tests").Select(File.ReadAllText));
        string[] named = [.. TestName().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(named);
        Assert.Equal([], named.Where(name => !tests.Contains($" {name}(", StringComparison.Ordinal)));
    }

    [Fact]
    public void Laws_at_the_head_of_a_type_are_short_and_the_page_they_name_exists()
    {
        string[] outer = [.. new[] { "Io", "Sinks", "Cli" }.SelectMany(folder => Repository.CSharpFiles("src", folder))];
        string[] tooLong = [.. outer
            .Where(path => !Repository.Relative(path).StartsWith("src/Io/Mqtt/", StringComparison.Ordinal))
            .SelectMany(path => Law().Matches(File.ReadAllText(path)).Where(law => law.Value.Count('\n') > LawLines)
                .Select(_ => Repository.Relative(path)))];
        string[] gone = [.. Repository.CSharpFiles("src")
            .SelectMany(path => DesignPage().Matches(File.ReadAllText(path)).Where(page => !File.Exists(Repository.PathOf(page.Value)))
                .Select(page => $"{Repository.Relative(path)}: {page.Value}"))];
        Assert.True(tooLong.Length == 0, $"More than {LawLines} lines; the whole belongs into a page of docs/design: "
            + string.Join(", ", tooLong));
        Assert.Equal([], gone);
    }

    [Fact]
    public void Bars_of_the_readme_are_as_long_as_their_numbers()
    {
        double most = 0;
        var rows = new List<(string Name, double Value, int Bar, double Most)>();
        foreach (Match row in Row().Matches(File.ReadAllText(Readme)).Reverse()) // a job's name stands in its first row only
        {
            double value = double.Parse(row.Groups[3].Value, CultureInfo.InvariantCulture);
            rows.Add((row.Groups[2].Value, value, row.Groups[4].Value.Length, 0));
            most = Math.Max(most, value);
            if (row.Groups[1].Value.Trim().Length > 0)
            {
                Assert.All(rows, each => Assert.True(
                    each.Bar == Math.Max(1, (int)Math.Round(each.Value / most * LongestBar)),
                    $"{row.Groups[1].Value}, {each.Name}: {each.Bar} of {LongestBar} for {each.Value} of {most}"));
                most = 0;
                rows.Clear();
            }
        }

        Assert.NotEmpty(Row().Matches(File.ReadAllText(Readme)));
        Assert.Empty(rows);
    }

    // A summary that is not indented: of a type.
    [GeneratedRegex(@"^/// <summary>(\r?\n///.*?)*?</summary>.*\n", RegexOptions.Multiline)]
    private static partial Regex Law();

    // In a table, the last column.
    [GeneratedRegex(@"\| `([A-Z]\w*_\w+)` \|$", RegexOptions.Multiline)]
    private static partial Regex TestName();

    [GeneratedRegex(@"docs/design/[\w-]+\.md")]
    private static partial Regex DesignPage();

    [GeneratedRegex(@"^\|([^|]*)\| ([^|]+) \| ([\d.]+) \| (█+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}

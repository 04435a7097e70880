using System.Text.RegularExpressions;

namespace HotStream.Tests.House;

/// <summary>
/// Code in README.md, docs and the packages' pages is compiled and run: a block marked <c>&lt;!-- runs: NAME --&gt;</c> stands word
/// for word between <c>// readme: NAME</c> and <c>// end</c> in a file of tests/HotStream.Tests/Readme, where a test runs it.
/// </summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public void Code_in_the_documents_is_the_code_that_is_tested() =>
        Assert.Empty(Compare(string.Join('\n', Documents.Pages().Select(File.ReadAllText)), TestedCode()));

    [Fact]
    public void The_readme_itself_shows_a_whole_job() =>
        Assert.Contains("<!-- runs: word-count -->", File.ReadAllText(Repository.PathOf("README.md")), StringComparison.Ordinal);

    [Fact]
    public void No_code_in_the_documents_escapes_the_tests()
    {
        string[] unmarked = [.. Documents.Pages()
            .Where(page => CSharp().Count(File.ReadAllText(page)) != Blocks().Count(File.ReadAllText(page)))
            .Select(Repository.Relative)];
        Assert.True(unmarked.Length == 0, "A block of C# without <!-- runs: NAME --> above it: " + string.Join(", ", unmarked));
    }

    [Fact]
    public void A_difference_is_found()
    {
        const string readme = "Text.\n<!-- runs: count -->\n```csharp\nint a =  1;\n```\n<!-- runs: gone -->\n\n```csharp\nint b;\n```\n";
        const string tested = "void Test()\n{\n    // readme: count\n    int a\n        = 1;\n    // end\n}\n";
        Assert.Equal(["The block 'gone' is in no test."], Compare(readme, tested));
        Assert.Equal(
            ["The block 'count' is not the code that is tested.", "The block 'gone' is in no test."],
            Compare(readme.Replace("1", "2", StringComparison.Ordinal), tested));
        Assert.Equal(
            ["The block 'gone' is in no test.", "The tested code 'count' is in no document."],
            Compare(readme.Replace("runs: count", "about", StringComparison.Ordinal), tested));
        Assert.Equal(
            ["The block 'gone' is in no test.", "The block 'count' is not the code that is tested."],
            Compare(readme + "<!-- runs: count -->\n```csharp\nint a = 2;\n```\n", tested));
    }

    private static string TestedCode() =>
        string.Join('\n', Repository.CSharpFiles("tests", "HotStream.Tests", "Readme").Select(File.ReadAllText));

    private static List<string> Compare(string documents, string tests)
    {
        // a block may stand in several documents: the same everywhere
        (string Name, string Code)[] blocks =
            [.. Blocks().Matches(documents).Select(match => (match.Groups[1].Value, match.Groups[2].Value))];
        var tested = Tested().Matches(tests).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        var differences = new List<string>();
        foreach ((string name, string code) in blocks)
        {
            if (!tested.TryGetValue(name, out string? expected))
            {
                differences.Add($"The block '{name}' is in no test.");
            }
            else if (WithoutSpace(code) != WithoutSpace(expected))
            {
                differences.Add($"The block '{name}' is not the code that is tested.");
            }
        }

        differences.AddRange(tested.Keys.Except(blocks.Select(block => block.Name))
            .Select(name => $"The tested code '{name}' is in no document."));
        return differences;
    }

    private static string WithoutSpace(string code) => Space().Replace(code, "");

    [GeneratedRegex(@"<!-- runs: ([\w-]+) -->\s*```csharp\r?\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^```csharp", RegexOptions.Multiline)]
    private static partial Regex CSharp();

    [GeneratedRegex(@"// readme: ([\w-]+)\s*\n(.*?)// end\b", RegexOptions.Singleline)]
    private static partial Regex Tested();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();
}

namespace HotStream.Tests.House;

/// <summary>The lists of mutants keep up with the code: a line that is rewritten is judged anew.</summary>
public sealed class MutationListTests
{
    [Fact]
    public void Every_equivalent_mutant_is_of_a_line_that_there_is_and_has_a_reason()
    {
        ILookup<string, string> files = Repository.CSharpFiles("src").ToLookup(path => Path.GetFileName(path)!);
        string[] stale = [.. Lines("equivalents.txt").Where(mutant =>
        {
            string[] parts = mutant.Split(" | ", 2);
            return !mutant.Contains(" # ", StringComparison.Ordinal) || !files[parts[0]].SelectMany(File.ReadLines)
                .Any(line => line.Trim() is { Length: > 0 } code && parts[1].StartsWith(Plain(code) + " | ", StringComparison.Ordinal));
        })];
        Assert.True(stale.Length == 0, "Run tests/mutation/mutate.cs for these files, and judge again:\n" + string.Join('\n', stale));
    }

    [Fact]
    public void Every_target_is_a_file_with_tests_that_there_are()
    {
        string[] wrong = [.. Lines("targets.txt").SelectMany(line => line.Split(' ').Where((word, i) =>
            i == 0 ? !File.Exists(Repository.PathOf(word)) : char.IsUpper(word[0])
            && typeof(MutationListTests).Assembly.GetType("HotStream.Tests." + word) is null))];
        Assert.Equal([], wrong);
    }

    private static IEnumerable<string> Lines(string name) =>
        File.ReadLines(Repository.PathOf("tests", "mutation", name)).Where(line => line.Length > 0 && line[0] != '#');

    private static string Plain(string code) => string.Join(' ', code.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}

using System.Text;
using HotStream.Tests.House;

namespace HotStream.Tests.Frames;

/// <summary>
/// docs/sql.md lists every function as the table of the engine has it; <see cref="FunctionExampleTests"/> runs every example.
/// </summary>
public sealed class SqlDocumentTests
{
    private const string AcceptVariable = "HOTSTREAM_ACCEPT_SQL";
    private const string Mark = "<!-- from the table of functions -->";

    [Fact]
    public void The_page_lists_the_functions_there_are()
    {
        string path = Repository.PathOf("docs", "sql.md");
        string page = File.ReadAllText(path);
        string kept = page[..(page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)];
        string wanted = kept + "\n" + Lists();
        if (Environment.GetEnvironmentVariable(AcceptVariable) is not null)
        {
            File.WriteAllText(path, wanted);
            return;
        }

        Assert.True(page == wanted, "docs/sql.md is not what the table of functions says. If the table is right, run this test with "
            + $"{AcceptVariable}=1 and commit.");
    }

    private static string Lists()
    {
        var text = new StringBuilder();
        foreach (var chapter in FunctionTable.All.GroupBy(one => one.Chapter))
        {
            text.Append($"\n### {chapter.Key}\n\n| function | gives | example | answer |\n|---|---|---|---|\n");
            foreach ((_, FunctionEntry function) in chapter)
            {
                text.Append(Line(function.Aliases.Prepend(function.Name), function.Summary, function.Example, function.Answer));
            }
        }

        text.Append($"\n### Aggregates\n\nOver the rows `{AggregateTable.ExampleRows}`.\n\n| aggregate | gives | example | answer "
            + "|\n|---|---|---|---|\n");
        foreach (AggregateFunction function in AggregateTable.All)
        {
            text.Append(Line(function.Aliases.Prepend(function.Name), function.Summary, function.Example, function.Answer));
        }

        return text.ToString();
    }

    private static string Line(IEnumerable<string> names, string summary, string example, string answer) =>
        $"| {string.Join(", ", names.Select(name => $"`{Escape(name)}`"))} | {Escape(summary)} | `{Escape(example)}` | "
            + $"{(answer.Length == 0 ? "" : $"`{Escape(answer)}`")} |\n";

    private static string Escape(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}

namespace HotStream.Tests.Frames;

/// <summary>Every function and every aggregate gives what its entry in the table says.</summary>
public sealed class FunctionExampleTests
{
    public static TheoryData<string, string> Scalars =>
        [.. FunctionTable.All.Select(one => new TheoryDataRow<string, string>(one.Function.Example, one.Function.Answer))];

    public static TheoryData<string, string> Aggregates =>
        [.. AggregateTable.All.Select(one => new TheoryDataRow<string, string>(one.Example, one.Answer))];

    [Theory]
    [MemberData(nameof(Scalars))]
    public void A_function_gives_what_its_example_says(string example, string answer)
    {
        using var session = new Session("examples", new SessionOptions { Workers = 1 });
        Assert.Equal(answer, Shown(session.Sql($"SELECT {example}")));
    }

    [Theory]
    [MemberData(nameof(Scalars))]
    public void A_function_gives_the_same_over_rows(string example, string answer)
    {
        // Over a range nothing is folded beforehand when one argument comes from the rows.
        using var session = new Session("examples", new SessionOptions { Workers = 1 });
        DataFrame frame = session.Sql($"SELECT r FROM (SELECT id, {example} AS r FROM range(3)) WHERE id = 2");
        Assert.Equal(answer, Shown(frame));
    }

    [Theory]
    [MemberData(nameof(Aggregates))]
    public void An_aggregate_gives_what_its_example_says(string example, string answer)
    {
        using var session = new Session("examples", new SessionOptions { Workers = 1 });
        Assert.Equal(answer, Shown(session.Sql($"SELECT {example} FROM {AggregateTable.ExampleRows}")));
    }

    private static string Shown(DataFrame frame)
    {
        Row row = Assert.Single(frame.Collect());
        return row[0] is null ? "NULL" : row.ToString()[1..^1];
    }
}

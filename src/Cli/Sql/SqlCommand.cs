using System.CommandLine;

namespace HotStream.Cli;

/// <summary>The arguments of <c>hotstream sql</c>.</summary>
internal static class SqlCommand
{
    public const string Name = "sql";

    public static readonly string[] Examples =
    [
        "hotstream sql \"SELECT device, max(celsius) FROM 'in/*.json' GROUP BY device\"",
        "hotstream sql --format csv \"SELECT * FROM 'stops.csv' WHERE line = 7\" > line7.csv",
        "hotstream sql --schema \"SELECT * FROM 'in/*.json'\"            (what is in the files)",
        "hotstream sql --explain \"SELECT count(*) FROM 'in/*.json'\"    (how it would be computed)",
    ];

    public static Command Create()
    {
        var query = new Argument<string>(
            "QUERY")
        { Description = "A SELECT in Spark's SQL; files stand in quotes, patterns of files too." };
        var format = new Option<string>("--format")
        {
            Description = "table, csv or json (one object a line).",
            DefaultValueFactory = _ =>
            "table"
        };
        format.AcceptOnlyFromAmong("table", "csv", "json");
        var rows = new Option<int>("--rows") { Description = "Rows that a table shows at most.", DefaultValueFactory = _ => 1000 };
        var schema = new Option<bool>("--schema") { Description = "Shows the columns of the result; computes nothing." };
        var explain = new Option<bool>("--explain") { Description = "Shows how it would be computed." };
        var command = new Command(Name, "Answers a query in SQL over files, in place.") { query, format, rows, schema, explain };
        command.SetAction(parsed => SqlRun.Run(new SqlRunOptions(parsed.GetValue(query)!, parsed.GetValue(format)!, parsed.GetValue(rows),
            parsed.GetValue(schema), parsed.GetValue(explain)), Console.Out));
        return command;
    }
}

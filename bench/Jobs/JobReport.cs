using System.Globalization;
using System.Text.Json;

namespace HotStream.Bench;

/// <summary>Prints a job's table and writes all rows as JSON.</summary>
internal static class JobReport
{
    /// <summary>How rows are written.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
    };

    public static void Print(Job job, JobInput input, IReadOnlyList<JobRow> rows, TextWriter output)
    {
        var limit = rows.FirstOrDefault(row => row.Kind == RowKind.Limit)?.Median;
        var loop = rows.FirstOrDefault(row => row.Kind == RowKind.Loop)?.Median;
        var first = rows[0].Median;

        output.WriteLine();
        output.WriteLine($"{job.Name}: {job.Unit}, median of {rows.Max(row => row.Runs.Count)} interleaved runs");
        foreach (var line in input.Header)
            output.WriteLine($"  {line}");
        var table = new TextTable("system", ">rate", ">MB/s", ">first is", ">of loop", ">of limit", ">B/record", "answer", "note");
        foreach (var row in rows)
        {
            table.Add(
                row.System,
                Number(row.Median, row.Median < 1 ? "F3" : "F1"),
                Number(row.InputBytesPerRecord > 0 ? row.Median * row.InputBytesPerRecord : null, "F0"),
                Number(first / row.Median, "F2", "x"),
                Number(100 * row.Median / loop, "F0", " %"),
                Number(100 * row.Median / limit, "F1", " %"),
                Number(row.BytesPerRecord, "F3"),
                row.AnswerMatches switch { true => "right", false => "WRONG", null => "-" },
                row.Note);
        }

        table.Write(output);
    }

    public static void WriteJson(string path, IReadOnlyList<JobRow> rows) =>
        File.WriteAllText(path, JsonSerializer.Serialize(rows, Json) + "\n");

    private static string Number(double? value, string format, string unit = "") =>
        value is { } number && double.IsFinite(number) ? number.ToString(format, CultureInfo.InvariantCulture) + unit : "-";
}

using System.Globalization;
using System.Text.Json;
using HotStream.Tests.House;
using HotStream.Tests.Io;

namespace HotStream.Tests.Cli;

/// <summary><c>hotstream sql</c>, as a process.</summary>
public sealed class SqlCommandTests
{
    [Fact]
    public void A_question_to_files_is_answered_as_a_table_as_CSV_and_as_JSON()
    {
        using var folder = new Folder();
        File.WriteAllText(Path.Combine(folder.Root, "a.json"),
            "{\"device\":\"d,1\",\"celsius\":31.5}\n{\"device\":\"d,1\",\"celsius\":35}\n");
        string query = $"SELECT device, max(celsius) AS hottest FROM '{folder.Root}/*.json' GROUP BY device";
        Assert.Equal((0, "+------+-------+\n|device|hottest|\n+------+-------+\n|   d,1|   35.0|\n+------+-------+\n", ""),
            CliProcess.Run("sql", query));
        Assert.Equal((0, "device,hottest\n\"d,1\",35.0\n", ""), CliProcess.Run("sql", query, "--format", "csv"));
        Assert.Equal((0, "{\"device\":\"d,1\",\"hottest\":35.0}\n", ""), CliProcess.Run("sql", query, "--format", "json"));
        Assert.Equal((0, "root\n |-- device: string\n |-- hottest: double\n", ""), CliProcess.Run("sql", query, "--schema"));
        Assert.Contains("Scan json", CliProcess.Run("sql", query, "--explain").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_files_of_the_examples_can_be_asked()
    {
        string[] lines = [.. Directory.GetFiles(Repository.PathOf("examples", "data"), "*.json").SelectMany(File.ReadAllLines)];
        IEnumerable<string> expected = lines.Select(line => JsonDocument.Parse(line).RootElement)
            .GroupBy(row => row.GetProperty("device").GetString()!, row => row.GetProperty("celsius").GetDouble())
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key},{group.Max():0.0}"));
        (int exitCode, string output, string error) = CliProcess.Run("sql", "SELECT device, max(celsius) FROM "
            + $"'{Repository.PathOf("examples", "data")}/*.json' GROUP BY device", "--format", "csv");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(expected.Order(StringComparer.Ordinal), output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1)
            .Order(StringComparer.Ordinal));
        Assert.Equal(72, lines.Length);
    }

    [Theory]
    [InlineData("SELECT 1 +", "Line 1, character 11")]
    [InlineData("SELECT * FROM 'none/*.json'", "No file is at 'none/*.json'")]
    [InlineData("SELECT * FROM 'a.xyz'", "No format 'xyz' is known")]
    [InlineData("SELECT x FROM (SELECT 1 AS y)", "There is no column 'x'.")]
    public void A_mistake_is_a_message_and_no_trace(string query, string message)
    {
        (int exitCode, string output, string error) = CliProcess.Run("sql", query);
        Assert.Equal(1, exitCode);
        Assert.Empty(output);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }
}

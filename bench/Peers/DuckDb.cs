using System.Globalization;
using System.Text.Json;

namespace HotStream.Bench;

/// <summary>
/// DuckDB as a second process (duckdb.mjs under node). The package is installed once under the data folder; without node,
/// npm or the package the rows say so. The time is the query's own, so neither process start nor read-back counts.
/// </summary>
internal sealed class DuckDb(string dataFolder)
{
    private readonly NpmPackage _package = new(Path.Combine(dataFolder, "duckdb"), "@duckdb/node-api", "1.5.6-r.1");

    /// <summary>Installs the package when it is not there yet. Asked once; null means ready.</summary>
    public string? WhyNotAvailable() => _package.WhyNotAvailable();

    public JobOutcome WordCount(TextFile text, int threads)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Peers", "duckdb.mjs");
        var output = NpmPackage.Execute("node", script, _package.Folder, text.Path, threads.ToString(CultureInfo.InvariantCulture));
        using var result = JsonDocument.Parse(output);
        var root = result.RootElement;
        var answer = new JobAnswer(
            root.GetProperty("totalWords").GetInt64(),
            root.GetProperty("distinct").GetInt64(),
            ulong.Parse(root.GetProperty("checksum").GetString()!, CultureInfo.InvariantCulture));
        return new JobOutcome(answer.Total, () => answer)
        {
            Elapsed = TimeSpan.FromMilliseconds(root.GetProperty("ms").GetDouble()),
            AllocatesHere = false,
        };
    }
}

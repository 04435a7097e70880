using HotStream.Conformance;

namespace HotStream.Tests.Conformance;

/// <summary>
/// The corpus of the whole project, at several numbers of partitions. Cases of areas not built yet are skipped, none of the others may be.
/// </summary>
[Collection("alone")]
public sealed class ConformanceTests
{
    private static readonly string[] s_built =
    [
        "dstream.basic", "dstream.pair", "dstream.source", "dstream.lifecycle", "dstream.join", "dstream.window", "dstream.state",
            "dstream.checkpoint", "dstream.mllib",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void The_corpus_passes(int partitions)
    {
        Report report = CommandLine.Run(Path.Combine(AppContext.BaseDirectory, "cases.json"), new RunSettings(partitions));
        Assert.True(report.Failed == 0, string.Join('\n', report.Lines()));
        foreach (string area in s_built)
        {
            Assert.Contains(report.Results, result => result.Area == area && result.Verdict == Verdict.Passed);
            Assert.DoesNotContain(report.Results, result => result.Area == area && result.Verdict == Verdict.Skipped);
        }
    }
}

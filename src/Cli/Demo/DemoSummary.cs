using static System.FormattableString;

namespace HotStream.Cli;

/// <summary>What was sent, received and counted, and whether it agrees.</summary>
internal sealed class DemoSummary(GeneratorServer server, DemoMeter meter)
{
    /// <summary>Writes it; returns the exit code.</summary>
    public int Write(TextWriter output)
    {
        long wordsReceived = meter.LinesReceived * ZipfGenerator.WordsPerLine;
        output.WriteLine();
        output.WriteLine(Invariant($"sent      {server.BytesSent} bytes, {server.LinesSent} lines, {server.WordsSent} words"));
        output.WriteLine(Invariant($"received  {meter.LinesReceived} lines, {wordsReceived} words, in {meter.Batches} batches"));
        output.WriteLine(Invariant($"counted   {meter.WordsCounted} words"));
        double p50 = meter.Delays.Percentile(50).TotalMilliseconds;
        double p99 = meter.Delays.Percentile(99).TotalMilliseconds;
        output.WriteLine(Invariant($"delay     p50 {p50:0.0} ms, p99 {p99:0.0} ms, over the last {meter.Delays.Count} batches"));
        output.WriteLine(Verdict(wordsReceived, out int exitCode));
        return exitCode;
    }

    private string Verdict(long wordsReceived, out int exitCode)
    {
        exitCode = meter.WordsCounted == wordsReceived && wordsReceived == server.WordsSent ? ExitCodes.Ok : ExitCodes.Failed;
        return (meter.WordsCounted == wordsReceived, wordsReceived == server.WordsSent) switch
        {
            (true, true) => "agree: every word sent was received and counted",
            (true, false) => Invariant($"DISAGREE: every word received was counted, but {server.WordsSent - wordsReceived} words sent ")
                + "were not received before the end",
            _ => Invariant($"DISAGREE: {wordsReceived} words were received and {meter.WordsCounted} counted; this is a bug in the engine"),
        };
    }
}

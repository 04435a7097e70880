using System.Threading.Tasks.Dataflow;

namespace HotStream.Bench;

/// <summary>TPL Dataflow: one bounded block that takes a line, splits it and counts; the reader waits when it is full.</summary>
internal static class DataflowWordCount
{
    private const int LinesInFlight = 10_000;

    public static JobOutcome Run(TextFile text) => RunAsync(text).GetAwaiter().GetResult();

    private static async Task<JobOutcome> RunAsync(TextFile text)
    {
        var counts = new Dictionary<string, long>();
        var words = 0L;
        var count = new ActionBlock<string>(
            line =>
            {
                foreach (var word in line.Split(' '))
                {
                    counts[word] = counts.GetValueOrDefault(word) + 1;
                    words++;
                }
            },
            new ExecutionDataflowBlockOptions { BoundedCapacity = LinesInFlight, SingleProducerConstrained = true });

        foreach (var line in File.ReadLines(text.Path))
            await count.SendAsync(line).ConfigureAwait(false);
        count.Complete();
        await count.Completion.ConfigureAwait(false);
        return new JobOutcome(words, () => PlainWordCount.Answer(counts));
    }
}

using System.Threading.Channels;

namespace HotStream.Bench;

/// <summary>
/// System.Threading.Channels: a task reads lines into a bounded channel, 256 lines an item (an item a line would pay
/// the channel for every ten words); the consumer splits and counts.
/// </summary>
internal static class ChannelWordCount
{
    private const int LinesPerItem = 256;
    private const int ItemsInFlight = 64;

    public static JobOutcome Run(TextFile text) => RunAsync(text).GetAwaiter().GetResult();

    private static async Task<JobOutcome> RunAsync(TextFile text)
    {
        var options = new BoundedChannelOptions(ItemsInFlight) { SingleReader = true, SingleWriter = true };
        var channel = Channel.CreateBounded<string[]>(options);
        var reading = Task.Run(() => ReadAsync(text, channel.Writer));
        var counts = new Dictionary<string, long>();
        var words = 0L;
        await foreach (var lines in channel.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            foreach (var line in lines)
            {
                foreach (var word in line.Split(' '))
                {
                    counts[word] = counts.GetValueOrDefault(word) + 1;
                    words++;
                }
            }
        }

        await reading.ConfigureAwait(false);
        return new JobOutcome(words, () => PlainWordCount.Answer(counts));
    }

    private static async Task ReadAsync(TextFile text, ChannelWriter<string[]> writer)
    {
        try
        {
            foreach (var lines in File.ReadLines(text.Path).Chunk(LinesPerItem))
                await writer.WriteAsync(lines).ConfigureAwait(false);
            writer.Complete();
        }
        catch (Exception error)
        {
            writer.Complete(error);
        }
    }
}

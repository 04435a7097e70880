using System.Threading.Channels;

namespace HotStream.Bench;

/// <summary>Longs through a Channel from one task to another, one at a time, with one reader and one writer declared.</summary>
internal static class ChannelHandover
{
    private const int Capacity = 1 << 14;

    public static JobOutcome RunBounded(HandoverItems items) =>
        RunAsync(items, Channel.CreateBounded<long>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true }))
            .GetAwaiter().GetResult();

    public static JobOutcome RunUnbounded(HandoverItems items) =>
        RunAsync(items, Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }))
            .GetAwaiter().GetResult();

    private static async Task<JobOutcome> RunAsync(HandoverItems items, Channel<long> channel)
    {
        var writing = Task.Run(() => WriteAsync(items, channel.Writer));
        var sum = 0L;
        while (await channel.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (channel.Reader.TryRead(out var item))
                sum += item;
        }

        await writing.ConfigureAwait(false);
        return new JobOutcome(items.Count, () => HandoverItems.AnswerOf(items.Count, sum));
    }

    private static async Task WriteAsync(HandoverItems items, ChannelWriter<long> writer)
    {
        for (var item = 0L; item < items.Count; item++)
        {
            if (!writer.TryWrite(item))
                await writer.WriteAsync(item).ConfigureAwait(false);
        }

        writer.Complete();
    }
}

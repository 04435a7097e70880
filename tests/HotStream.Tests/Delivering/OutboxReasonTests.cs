using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Delivering;

/// <summary>What a user reads when a server was not reached for long.</summary>
public sealed class OutboxReasonTests
{
    [Fact]
    public void Who_gives_up_says_the_last_reason_and_the_one_before_it_that_was_another()
    {
        string said = SaidAfter("the user has no right", "no answer in time");
        Assert.Contains("published: no answer in time. Before that: the user has no right. This was tried again", said,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Who_gives_up_for_one_reason_says_it_once() => Assert.Contains(
        "published: the user has no right. This was tried again", SaidAfter("the user has no right", "the user has no right"),
        StringComparison.Ordinal);

    private static string SaidAfter(string first, string then)
    {
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a"]]).WriteTo(new AwaySink(first, then));
        engine.Tick();
        return engine.Failure().ToString();
    }

    private sealed class AwaySink(string first, string then) : Sink<string>("away")
    {
        protected internal override SinkWriter<string> OpenWriter(SinkPartition partition) => new Writer(partition, first, then);
    }

    private sealed class Writer(SinkPartition partition, string first, string then) : OutboxWriter<string>(
        partition,
        new OutboxSettings
        {
            Sink = "away",
            InFlightMax = 8,
            RetryFor = TimeSpan.FromMilliseconds(300),
            RetryForOption = "Options.RetryFor",
            TimeProvider = TimeProvider.System,
            WhenPostponed = "it is full",
        },
        key: null, Encoding.UTF8.GetBytes("key"), RecordEncoders.Text<string>())
    {
        private int _attempts;

        protected override Task<OutboxConnection> ConnectAsync(CancellationToken stop) =>
            throw new IOException(_attempts++ == 0 ? first : then);
    }
}

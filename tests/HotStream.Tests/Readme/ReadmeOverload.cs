using System.Threading.Channels;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Readme;

/// <summary>The program of docs/overload.md, with an output that is too slow.</summary>
public sealed class ReadmeOverload
{
    [Fact]
    public async Task The_rate_of_the_documents_falls_when_an_output_is_slow()
    {
        var clock = new ManualClock();
        var options = new StreamingOptions { TimeProvider = clock, LoggerFactory = NullLoggerFactory.Instance };
        Channel<double> readings = Channel.CreateUnbounded<double>();
        for (int i = 0; i < 1000; i++)
        {
            readings.Writer.TryWrite(i);
        }

        long stored = 0;

        // readme: back-pressure
        options.ReceiverMaxRate = 50_000;                                        // records a second, of each receiver
        options.Backpressure = new BackpressureOptions { InitialRate = 20_000 }; // until batches have said more
        await using var context = new StreamingContext("readings", TimeSpan.FromSeconds(1), options);
        context.FromChannel(readings.Reader)
               .ForeachBatch(batch => Store(batch));
        context.Start();
        // end
        Assert.Equal(20_000, context.Progress.Receivers[0].RateLimit);
        Engine.WaitFor(() =>
        {
            clock.AdvanceAndWait(TimeSpan.FromSeconds(1));
            readings.Writer.TryWrite(0);
            return context.Progress.Receivers[0].RateLimit < 1000;
        }, "the rate fell");
        Assert.InRange(stored, 1, long.MaxValue);

        void Store(Batch<double> batch)
        {
            long records = batch.ToList().Count;
            stored += records;
            clock.Advance(TimeSpan.FromMilliseconds(2 * Math.Min(records, 1000))); // 500 records a second
        }
    }
}

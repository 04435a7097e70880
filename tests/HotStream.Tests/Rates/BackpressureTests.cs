using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Rates;

/// <summary>How fast batches are processed decides how fast receivers may take.</summary>
public sealed class BackpressureTests
{
    private const int Offered = 5000; // records a second
    private const int Processed = 1000; // records a second
    private const int Batches = 30;
    private const int StepMilliseconds = 50;

    [Fact]
    public void Without_it_a_slow_output_makes_batches_wait_without_end()
    {
        List<Turn> turns = Run(backpressure: null);
        Assert.True(turns[^1].Waiting > 2 * Batches, $"{turns[^1].Waiting} batches wait");
        Assert.All(turns, turn => Assert.Null(turn.Limit));
    }

    [Fact]
    public void With_it_the_receiver_is_slowed_to_what_the_output_can_do_and_few_batches_wait()
    {
        List<Turn> turns = Run(new BackpressureOptions { InitialRate = 2 * Processed });
        Turn[] last = [.. turns.TakeLast(Batches / 2)];
        Assert.All(turns, turn => Assert.InRange(turn.Waiting, 0, 10));
        Assert.All(last, turn => Assert.InRange(turn.Waiting, 0, 3));
        Assert.All(last, turn => Assert.InRange(turn.Limit ?? double.PositiveInfinity, 100, 1.01 * Processed));
    }

    [Fact]
    public void The_rate_of_each_receiver_is_what_the_estimator_makes_of_each_finished_batch()
    {
        var options = new BackpressureOptions { Proportional = 0.5, Integral = 0.1, Derivative = 0.05, MinRate = 3, InitialRate = 40_000 };
        using var engine = new Engine(with: with =>
        {
            with.Backpressure = options;
            with.ReceiverMaxRate = 30_000;
        });
        var few = new ScriptedReceiver<int>();
        var many = new ScriptedReceiver<int>();
        int[] took = [400, 700, 300, 2900, 10, 0, 1500, 900];
        int number = 0;
        engine.Context.ReceiverStream(few).Union(engine.Context.ReceiverStream(many)).Count().ForeachBatch(_ =>
            engine.Clock.Advance(TimeSpan.FromMilliseconds(took[number++ % took.Length])));
        var seen = new List<double?[]>();
        engine.Context.BatchCompleted += _ => seen.Add([.. engine.Context.Progress.Receivers.Select(receiver => receiver.RateLimit)]);
        engine.Context.Start();
        Assert.All(engine.Context.Progress.Receivers, receiver => Assert.Equal(30_000, receiver.RateLimit)); // the lower of two
        few.Send(new int[30]);
        many.Send(new int[5000]);
        few.WaitUntilStored();
        for (int round = 0; number < took.Length || (Moves() < 6 && round < 500); round++)
        {
            few.Send(new int[10 + round]);
            many.Send(new int[500 * (round % 3)]);
            engine.Tick();
        }

        BatchInfo[] batches = [.. engine.Context.Progress.LastBatches];
        PidRateEstimator[] estimators = [.. seen[0].Select(_ => new PidRateEstimator(TimeSpan.FromSeconds(1), 0.5, 0.1, 0.05, 3))];
        double?[] expected = [30_000, 30_000];
        Assert.Equal(batches.Length, seen.Count);
        for (int i = 0; i < batches.Length; i++)
        {
            var time = new BatchTime(batches[i].ProcessingEndTime!.Value.ToUnixTimeMilliseconds());
            for (int input = 0; input < expected.Length; input++)
            {
                double? rate = estimators[input].Compute(
                    time, batches[i].Inputs[input].Records, batches[i].ProcessingTime!.Value, batches[i].SchedulingDelay!.Value);
                expected[input] = rate is { } found ? Math.Min(found, 30_000) : expected[input];
            }

            Assert.Equal(expected, seen[i]);
        }

        Assert.InRange(Moves(), 6, int.MaxValue);

        int Moves() => seen.SelectMany(rates => rates).Distinct().Count();
    }

    [Fact]
    public void What_batches_could_do_raises_no_rate_above_the_maximum()
    {
        using var engine = new Engine(with: options =>
        {
            options.Backpressure = new BackpressureOptions { InitialRate = 20 };
            options.ReceiverMaxRate = 50;
        });
        var receiver = new ScriptedReceiver<int>();
        engine.Context.ReceiverStream(receiver).Count().ForeachBatch(_ => engine.Clock.Advance(TimeSpan.FromMilliseconds(1)));
        engine.Context.Start();
        var rates = new List<double?>();
        for (int batch = 0; batch < 3; batch++)
        {
            receiver.Send([batch]); // a thousand a second
            receiver.WaitUntilStored();
            engine.Tick();
            rates.Add(engine.Context.Progress.Receivers[0].RateLimit);
        }

        Assert.Equal([20, 50, 50], rates);
    }

    [Fact]
    public void A_wall_clock_that_is_set_back_does_not_stop_it()
    {
        using var engine = new Engine(startMilliseconds: 3_600_000, with: options => options.Backpressure = new BackpressureOptions());
        var receiver = new ScriptedReceiver<int>();
        engine.Context.ReceiverStream(receiver).Count().ForeachBatch(_ => engine.Clock.Advance(TimeSpan.FromMilliseconds(1)));
        engine.Context.Start();
        for (int batch = 0; batch < 2; batch++)
        {
            receiver.Send(new int[10]);
            receiver.WaitUntilStored();
            engine.Clock.SetWallClock(engine.Clock.GetUtcNow() - TimeSpan.FromMinutes(10));
            engine.Tick();
        }

        Assert.NotNull(engine.Context.Progress.Receivers[0].RateLimit);
    }

    [Fact]
    public void A_rate_that_is_no_rate_and_a_weight_that_is_no_weight_are_refused()
    {
        foreach (double wrong in (double[])[-1, double.NaN, double.PositiveInfinity])
        {
            Assert.Equal("Proportional", Refused(() => new BackpressureOptions { Proportional = wrong }));
            Assert.Equal("Integral", Refused(() => new BackpressureOptions { Integral = wrong }));
            Assert.Equal("Derivative", Refused(() => new BackpressureOptions { Derivative = wrong }));
        }

        foreach (double wrong in (double[])[0, -1, double.NaN, double.PositiveInfinity])
        {
            Assert.Equal("MinRate", Refused(() => new BackpressureOptions { MinRate = wrong }));
            Assert.Equal("InitialRate", Refused(() => new BackpressureOptions { InitialRate = wrong }));
            Assert.Equal("ReceiverMaxRate", Refused(() => new StreamingOptions { ReceiverMaxRate = wrong }));
        }

        var defaults = new BackpressureOptions();
        Assert.Equal((1, 0.2, 0, 100, null),
            (defaults.Proportional, defaults.Integral, defaults.Derivative, defaults.MinRate, defaults.InitialRate));
        Assert.Null(new StreamingOptions { ReceiverMaxRate = null }.Backpressure);
    }

    private static string? Refused(Func<object> make) => Assert.Throws<ArgumentOutOfRangeException>(make).ParamName;

    /// <summary>
    /// Batches of a source that has more than the output can process, on a clock that moves while the output works: what waits after each.
    /// Rings are large, since full ones would hold the source up too.
    /// </summary>
    private static List<Turn> Run(BackpressureOptions? backpressure)
    {
        using var engine = new Engine(with: options =>
        {
            options.Backpressure = backpressure;
            options.RingCapacity = 1 << 20;
        });
        var source = new PacedReceiver(engine.Clock, Offered);
        var turns = new List<Turn>();
        var step = TimeSpan.FromMilliseconds(StepMilliseconds);
        engine.Context.ReceiverStream(source).Count().ForeachBatch(batch =>
        {
            long records = batch.ToList()[0];
            for (int left = (int)(records * 1000 / Processed); left > 0 && turns.Count < Batches; left -= StepMilliseconds)
            {
                Move();
            }

            StreamingProgress progress = engine.Context.Progress;
            turns.Add(new Turn(records, progress.WaitingBatches, progress.Receivers[0].RateLimit));
        });
        engine.Context.Start();
        while (turns.Count < Batches)
        {
            for (int i = 0; i < 1000 / StepMilliseconds; i++)
            {
                Move();
            }

            Assert.True(engine.Context.AwaitDueBatches(Engine.Patience));
        }

        return [.. turns.Take(Batches)];

        void Move()
        {
            engine.Clock.Advance(step);
            if (backpressure is null)
            {
                Engine.WaitFor(() => source.Stored >= source.Due, "the source has stored what it has");
            }
            else
            {
                Thread.Sleep(1); // it may store what it may
            }
        }
    }

    private sealed record Turn(long Records, int Waiting, double? Limit);
}

using System.Globalization;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Recovery;

/// <summary>Law: whatever the lives of a program, an accumulator that is kept holds after each batch what it holds in one life.</summary>
public sealed class KeptAccumulatorTests
{
    private const int Batches = 18;

    [Property(MaxTest = 40)]
    public FsCheck.Property Lives_add_up_what_one_life_adds_up() => Cases.ForAll(LivesCase.All, x =>
    {
        using Lives one = Make(x, out SortedDictionary<long, List<string>> expected);
        one.Live(Batches);
        using Lives many = Make(x, out SortedDictionary<long, List<string>> seen);
        foreach ((int batches, bool isClean) in x.Cut(Batches))
        {
            many.Live(batches, isClean);
        }

        Assert.Equal(expected.Keys, seen.Keys);
        Assert.All(seen, batch => Assert.All(batch.Value,
            values => Assert.Equal($"{batch.Key}: {expected[batch.Key].Single()}", $"{batch.Key}: {values}")));
    });

    [Fact]
    public void What_is_not_asked_for_begins_at_zero()
    {
        var values = new List<long>();
        using Lives lives = Of(context => context.LongAccumulator("sum"), values);
        lives.Live(3, isClean: true);
        lives.Live(1);
        Assert.Equal([1, 3, 6, 4], values);
    }

    [Fact]
    public void A_name_that_another_kind_had_is_refused()
    {
        bool isOther = false;
        using var lives = new Lives(1, context =>
        {
            _ = isOther ? (object)context.DoubleAccumulator("sum").Keep() : context.LongAccumulator("sum").Keep();
            return new ScriptedInput<long>(context, number => [number]).Map(number => $"{number}");
        });
        lives.Live(3);
        isOther = true;
        InvalidOperationException failure = Assert.Throws<InvalidOperationException>(() => lives.Live(1));
        Assert.Contains("Accumulator sum of context crash run was kept by another kind of accumulator", failure.Message, StringComparison.Ordinal);
        isOther = false;
        lives.Live(1);
    }

    [Fact]
    public void To_keep_is_asked_for_before_the_start()
    {
        using var engine = new Engine(1);
        LongAccumulator late = engine.Context.LongAccumulator("late");
        engine.Queue<int>([[1]]).ForeachBatch(batch => batch.Count());
        engine.Tick();
        Assert.Contains("late is kept if that is asked for before its context starts",
            Assert.Throws<InvalidOperationException>(() => late.Keep()).Message, StringComparison.Ordinal);
    }

    private static Lives Of(Func<StreamingContext, LongAccumulator> make, List<long> values) => new(1, context =>
    {
        LongAccumulator sum = make(context);
        DStream<long> numbers = new ScriptedInput<long>(context, number => [number + 1]).Map(number =>
        {
            sum.Add(number);
            return number;
        });
        numbers.ForeachBatch(batch =>
        {
            batch.Count();
            values.Add(sum.Value);
        });
        return numbers.Map(number => $"{number}");
    });

    /// <summary>Adds in a function that state reads, in one that only an output reads, and on the driver.</summary>
    private static Lives Make(LivesCase x, out SortedDictionary<long, List<string>> values)
    {
        SortedDictionary<long, List<string>> seen = values = [];
        return new Lives(x.Partitions, context =>
        {
            LongAccumulator ofState = context.LongAccumulator("of state").Keep();
            DoubleAccumulator halves = context.DoubleAccumulator("halves").Keep();
            LongAccumulator ofOutput = context.LongAccumulator("of output").Keep();
            LongAccumulator batches = context.LongAccumulator("batches").Keep();
            if (x.Seed % 2 == 0)
            {
                context.Remember(TimeSpan.FromSeconds(3)); // additions of so many batches are not final when a batch ends
            }

            var pairs = new ScriptedInput<KeyValuePair<string, long>>(context, x.Batch);
            DStream<KeyValuePair<string, long>> totals = pairs.Map(pair =>
            {
                ofState.Add(pair.Value);
                halves.Add(pair.Value / 2.0);
                return pair;
            }).UpdateStateByKey((IReadOnlyList<long> added, Optional<long> sum) =>
                Optional<long>.Some(added.Sum() + sum.GetValueOrDefault(0)));
            pairs.Filter(pair =>
            {
                ofOutput.Add(1);
                return pair.Value > 0;
            }).ForeachBatch(batch => batch.Count());
            totals.ForeachBatch((batch, time) =>
            {
                batches.Add(1);
                batch.Count();
                (seen.TryGetValue(time.Milliseconds, out List<string>? list) ? list : seen[time.Milliseconds] = []).Add(string.Create(
                    CultureInfo.InvariantCulture, $"{ofState.Value} {halves.Sum}/{halves.Count} {ofOutput.Value} {batches.Value}"));
            });
            return totals.Map(pair => $"{pair.Key}{pair.Value}");
        })
        {
            With = options => options.CheckpointInterval = TimeSpan.FromSeconds(x.CheckpointSeconds),
        };
    }
}

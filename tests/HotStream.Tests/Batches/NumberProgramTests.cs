using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Batches;

/// <summary>
/// Random programs over random batches: the engine's answer is the plain recomputation's, however many partitions there are.
/// </summary>
public sealed class NumberProgramTests
{
    [Property(MaxTest = 250)]
    public Property A_program_gives_what_a_plain_recomputation_gives()
    {
        Gen<(NumberStep[] Program, long[][] Batches, int Partitions)> cases =
            from program in NumberStep.Programs
            from batches in Cases.Arrays(Cases.Arrays(NumberCases.NarrowAndWide, 0, 40), 1, 3)
            from partitions in Gen.Elements(1, 2, 3, 8)
            select (program, batches, partitions);
        return Cases.ForAll(cases, x => Assert.Equal(Naive(x.Program, x.Batches), Run(x.Program, x.Batches, x.Partitions)));
    }

    [Property(MaxTest = 25)]
    public Property The_partition_count_never_changes_an_answer()
    {
        Gen<(NumberStep[] Program, long[][] Batches)> cases =
            from program in NumberStep.Programs.Where(program =>
                !program.Any(step => step.Name.Contains("Join") || step.Name.Contains("Cartesian")))
            from seed in Gen.Choose(0, int.MaxValue)
            from length in Gen.Choose(4000, 9000)
            select (program, (long[][])[Big(seed, length), [], Big(seed + 1, 700)]);
        return Cases.ForAll(cases, x =>
        {
            List<long[]> one = Run(x.Program, x.Batches, partitions: 1);
            Assert.All([2, 3, 8], partitions => Assert.Equal(one, Run(x.Program, x.Batches, partitions)));
        });
    }

    [Property(MaxTest = 60)]
    public Property Splitting_a_batch_into_two_never_changes_a_total()
    {
        Gen<(long[] Batch, int Cut)> cases =
            from batch in Cases.Arrays(NumberCases.NarrowAndWide, 0, 300)
            from cut in Gen.Choose(0, batch.Length)
            select (batch, cut);
        return Cases.ForAll(cases, x => Assert.Equal(Totals([x.Batch]), Totals([x.Batch[..x.Cut], x.Batch[x.Cut..]])));
    }

    /// <summary>Counts and sums by key, added up over all batches.</summary>
    private static string Totals(long[][] batches)
    {
        using var engine = new Engine(partitions: 3);
        DStream<long> input = engine.Queue<long>(batches);
        List<List<KeyValuePair<long, long>>> counts = Engine.Collect(input.CountByValue());
        List<List<KeyValuePair<long, long>>> sums =
            Engine.Collect(input.Map(x => KeyValuePair.Create(x % 7, x)).ReduceByKey((a, b) => a + b));
        engine.Tick(batches.Length);
        return Added(counts) + " | " + Added(sums);

        static string Added(List<List<KeyValuePair<long, long>>> lists) =>
            string.Join(' ', lists.SelectMany(list => list).GroupBy(pair => pair.Key)
            .OrderBy(group => group.Key).Select(group => $"{group.Key}:{group.Aggregate(0L, (total, pair) => total + pair.Value)}"));
    }

    private static List<long[]> Run(NumberStep[] program, long[][] batches, int partitions)
    {
        using var engine = new Engine(partitions);
        List<List<long>> seen = Engine.Collect(program.Aggregate(engine.Queue<long>(batches), (stream, step) => step.OnStream(stream)));
        engine.Tick(batches.Length);
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        return [.. seen.Select(batch => batch.Order().ToArray())];
    }

    private static List<long[]> Naive(NumberStep[] program, long[][] batches) =>
        [.. batches.Select(batch => program.Aggregate(batch, (list, step) => [.. step.OnList(list)]).Order().ToArray())];

    private static long[] Big(int seed, int length)
    {
        var random = new System.Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextInt64(-2000, 2000))];
    }
}

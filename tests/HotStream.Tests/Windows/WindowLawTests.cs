using FsCheck.Fluent;

namespace HotStream.Tests.Windows;

/// <summary>Laws: what must not change an answer.</summary>
public sealed class WindowLawTests
{
    [Property(MaxTest = 25)]
    public Property The_partition_count_never_changes_an_answer() => Cases.ForAll(WindowCase.All, x =>
    {
        List<string> one = Sums(x with { Partitions = 1 });
        Assert.All([2, 3, 8], partitions => Assert.Equal(one, Sums(x with { Partitions = partitions })));
    });

    [Property(MaxTest = 25)]
    public Property Folding_ahead_never_changes_an_answer() =>
        Cases.ForAll(WindowCase.All, x => Assert.Equal(Sums(x with { RunsAhead = false }), Sums(x with { RunsAhead = true })));

    [Property(MaxTest = 40)]
    public Property The_inverse_and_the_plain_form_agree() => Cases.ForAll(WindowCase.All, x => Assert.Equal(
        WindowRun.Of(x, input => input.ReduceByKeyAndWindow((a, b) => a + b, x.LengthTime, x.SlideTime)),
        WindowRun.Of(x, input => input.ReduceByKeyAndWindowPruned((a, b) => a + b, (a, b) => a - b, x.LengthTime, x.SlideTime))));

    [Property(MaxTest = 25)]
    public Property Cutting_batches_in_two_never_changes_a_window_of_the_same_records()
    {
        // The same records in batches of half the length, windowed over twice as many.
        return Cases.ForAll(WindowCase.All.Where(x => x.Batches.Length <= 20), x =>
        {
            WindowCase halves = x with
            {
                Length = 2 * x.Length,
                Slide = 2 * x.Slide,
                Batches = [.. x.Batches.SelectMany(batch => new[] { batch[..(batch.Length / 2)], batch[(batch.Length / 2)..] })],
            };
            Assert.Equal(Sums(x), Sums(halves));
        });
    }

    private static List<string> Sums(WindowCase x) => WindowRun.Of(x, input => input
        .AggregateByKeyAndWindow(Aggregates.Sum<long>().And(Aggregates.Count<long>()), x.LengthTime, x.SlideTime)
        .Join(input.AggregateByKeyAndWindow(Aggregates.Max<long>().And(Aggregates.Min<long>()), x.LengthTime, x.SlideTime)));
}

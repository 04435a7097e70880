namespace HotStream.Tests.Batches;

/// <summary>
/// Operators that bring records of all partitions together, without an engine: who gets what, in which order, batch after batch.
/// </summary>
public sealed class WideOperatorTests
{
    private static readonly int[][] s_inputs = [[.. Enumerable.Range(0, 1000)], [], [.. Enumerable.Range(1000, 7)]];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5000)]
    public void Repartition_gives_each_partition_a_run_of_every_input_and_in_all_every_record_once(int partitions)
    {
        var step = new GatherOperator<int>("gather", partitions, order: null);
        Assert.Equal((partitions, OrderUse.PassesOn, false, false),
            (step.PartitionsFor(2), step.OrderUse, step.KeepsSourcesWhole, step.KeepsRecords));
        for (int batch = 0; batch < 2; batch++) // the second one has the tables of the first
        {
            int[][] outputs = Run(step, s_inputs, partitions);
            foreach (int[] input in s_inputs)
            {
                int[][] runs = [.. outputs.Select(output => output.Intersect(input).ToArray())];
                Assert.Equal(input, runs.SelectMany(run => run));
                Assert.All(runs, run => Assert.InRange(run.Length, input.Length / partitions,
                    (input.Length + partitions - 1) / partitions));
            }

            Assert.Equal(s_inputs.Sum(input => input.Length), outputs.Sum(output => output.Length));
        }
    }

    [Fact]
    public void Sort_puts_all_records_into_one_partition_in_order_batch_after_batch()
    {
        var step = new GatherOperator<int>("sort", 1, (left, right) => right.CompareTo(left));
        Assert.Equal([4, 3, 2, 1], Assert.Single(Run(step, [[2, 4], [1, 3]], 1)));
        Assert.Equal([7, 6, 5], Assert.Single(Run(step, [[6], [5, 7]], 1)));
    }

    [Fact]
    public void Two_readers_of_a_sorted_partition_see_it_sorted_once()
    {
        int compared = 0;
        var step = new GatherOperator<int>("sort", 1, (left, right) =>
        {
            Interlocked.Increment(ref compared);
            return left.CompareTo(right);
        });
        Partial<int> merged = step.Merge([Fold(step, [.. Enumerable.Range(0, 500).Reverse()])], 0, 1, new StageContext(0));
        Assert.Equal(500, merged.Count);
        Assert.Equal(Enumerable.Range(0, 500), Emitted(step, merged));
        int once = compared;
        Assert.Equal(Enumerable.Range(0, 500), Emitted(step, merged));
        Assert.Equal(once, compared);
    }

    [Fact]
    public void Dealt_records_of_a_key_are_all_in_one_partition_in_their_order_and_keys_are_spread()
    {
        var step = new DealOperator<int>("deal", record => (ulong)(record % 50));
        Assert.Equal((3, OrderUse.Needs, true, false), (step.PartitionsFor(3), step.OrderUse, step.KeepsSourcesWhole, step.KeepsRecords));
        Assert.Equal(7, Fold(step, s_inputs[2]).Count);
        for (int batch = 0; batch < 2; batch++)
        {
            int[][] outputs = Run(step, s_inputs, 4);
            Assert.Equal(Enumerable.Range(0, 1007), outputs.SelectMany(output => output).Order());
            Assert.All(outputs, output => Assert.InRange(output.Select(record => record % 50).Distinct().Count(), 5, 25));
            for (int key = 0; key < 50; key++)
            {
                int[] own = Assert.Single(outputs.Select(output => output.Where(record => record % 50 == key).ToArray()),
                    records => records.Length > 0);
                Assert.Equal(Enumerable.Range(0, 1007).Where(record => record % 50 == key), own);
            }
        }
    }

    [Fact]
    public void Records_that_may_be_slices_hold_on_to_their_text()
    {
        Assert.True(new GatherOperator<Utf8Slice>("gather", 1, order: null).KeepsRecords);
        Assert.True(new DealOperator<Utf8Slice>("deal", _ => 0).KeepsRecords);
        Assert.True(new GatherOperator<Utf8Slice>("gather", 1, order: null).Rent(new StageContext(0)).KeepsRecords);
        Assert.True(new DealOperator<Utf8Slice>("deal", _ => 0).Rent(new StageContext(0)).KeepsRecords);
        Assert.False(new GatherOperator<int>("gather", 1, order: null).Rent(new StageContext(0)).KeepsRecords);
        Assert.False(new DealOperator<int>("deal", _ => 0).Rent(new StageContext(0)).KeepsRecords);
    }

    private static int[][] Run(WideOperator<int, int> step, int[][] inputs, int partitions)
    {
        Partial<int>[] partials = [.. inputs.Select(input => Fold(step, input))];
        int[][] outputs = [.. Enumerable.Range(0, partitions).Select(partition =>
        {
            Partial<int> merged = step.Merge(partials, partition, partitions, new StageContext(partition));
            int[] records = Emitted(step, merged);
            Assert.Equal(records.Length, merged.Count);
            step.Return(merged);
            return records;
        })];
        step.ReturnAll(partials);
        return outputs;
    }

    private static Partial<int> Fold(WideOperator<int, int> step, int[] input)
    {
        Partial<int> partial = step.Rent(new StageContext(0));
        foreach (int[] block in input.Chunk(100))
        {
            partial.Accept(block);
        }

        return partial;
    }

    private static int[] Emitted(WideOperator<int, int> step, Partial<int> merged)
    {
        var sink = new Listing();
        step.Emit(merged, sink);
        return [.. sink.Records];
    }

    private sealed class Listing : Stage<int>
    {
        public List<int> Records { get; } = [];

        public override void Accept(ReadOnlySpan<int> block) => Records.AddRange(block);
    }
}

namespace HotStream.Tests.Aggregating;

/// <summary>How well a sketch of 4 KB counts different values.</summary>
public sealed class DistinctCountTests
{
    private const double StandardError = 0.01625; // 1.04 / sqrt(4096), Flajolet et al. 2007

    [Theory]
    [InlineData(1)]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(DistinctCountState.SparseLimit)]
    public void Few_values_are_counted_almost_exactly(int values)
    {
        for (int seed = 0; seed < 20; seed++)
        {
            DistinctCountState state = Sketch(values, seed);
            Assert.False(state.IsDense);
            Assert.InRange(state.Count, values - 2, values);
        }
    }

    [Theory]
    [InlineData(DistinctCountState.SparseLimit + 40)]
    [InlineData(3000)]
    [InlineData(10_000)]
    [InlineData(20_000)]
    [InlineData(100_000)]
    [InlineData(400_000)]
    public void Many_values_are_counted_without_bias_and_within_the_standard_error(int values)
    {
        const int Seeds = 30;
        double sum = 0;
        double squares = 0;
        for (int seed = 0; seed < Seeds; seed++)
        {
            DistinctCountState state = Sketch(values, seed);
            Assert.True(state.IsDense);
            double error = ((double)state.Count / values) - 1;
            Assert.InRange(error, -5 * StandardError, 5 * StandardError);
            sum += error;
            squares += error * error;
        }

        Assert.InRange(Math.Sqrt(squares / Seeds), 0, 1.4 * StandardError);
        Assert.InRange(sum / Seeds, -4 * StandardError / Math.Sqrt(Seeds), 4 * StandardError / Math.Sqrt(Seeds));
    }

    [Fact]
    public void Texts_strings_and_numbers_of_any_kind_are_told_apart()
    {
        int[] numbers = [.. Enumerable.Range(0, 50_000), .. Enumerable.Range(0, 50_000)];
        AssertNear(50_000, Aggregates.DistinctCount<int>().Over(numbers));
        AssertNear(50_000, Aggregates.DistinctCount<double>().Over(numbers.Select(n => n / 8.0)));
        AssertNear(50_000, Aggregates.DistinctCount<string>().Over(numbers.Select(n => $"a key that is not so short: {n}")));
        AssertNear(50_000, Aggregates.DistinctCount<Utf8Slice>()
            .Over(numbers.Select(n => Utf8Slice.FromInline(System.Text.Encoding.UTF8.GetBytes($"{n}")))));
        AssertNear(50_000, Aggregates.DistinctCount<Guid>().Over(numbers.Select(n => new Guid(n, 0, 0, new byte[8]))));
        AssertNear(50_000, Aggregates.DistinctCount<DateTime>().Over(numbers.Select(n => DateTime.UnixEpoch.AddSeconds(n))));
    }

    [Fact]
    public void The_registers_are_those_of_the_definition_however_the_sketch_is_kept()
    {
        for (int values = 1; values < 5000; values *= 3)
        {
            DistinctCountState state = default;
            byte[] expected = new byte[4096];
            for (int i = 0; i < values; i++)
            {
                // Every third hash has only zeros behind its register or far behind it, which chance would not show.
                ulong hash = StableHash64.Of(i);
                hash &= (i % 3) switch { 0 => ulong.MaxValue, 1 => ulong.MaxValue << 52, _ => (ulong.MaxValue << 52) | (1UL << (i % 52)) };
                state.Add(hash);
                string bits = Convert.ToString((long)hash, 2).PadLeft(64, '0');
                int register = Convert.ToInt32(bits[..12], 2);
                int rank = (bits[12..] + "1").IndexOf('1') + 1;
                expected[register] = Math.Max(expected[register], (byte)rank);
            }

            Assert.Equal(expected, state.ToRegisters());
        }
    }

    [Fact]
    public void A_full_sketch_still_gives_a_number()
    {
        DistinctCountState none = default;
        Assert.Equal(0, none.Count);
        DistinctCountState all = default;
        for (ulong register = 0; register < 4096; register++)
        {
            all.Add(register << 52);
        }

        Assert.True(all.Count > 1L << 60);
    }

    private static DistinctCountState Sketch(int values, int seed)
    {
        var aggregate = default(DistinctCountAggregate<long>);
        DistinctCountState state = default;
        for (long i = 0; i < values; i++)
        {
            aggregate.Add(ref state, ((long)seed << 40) + i);
        }

        return state;
    }

    private static void AssertNear(long expected, long actual) =>
        Assert.InRange(actual, expected * (1 - (4 * StandardError)), expected * (1 + (4 * StandardError)));
}

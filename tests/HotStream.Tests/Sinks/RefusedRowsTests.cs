using HotStream.Sinks;

namespace HotStream.Tests.Sinks;

/// <summary>
/// Whatever rows are bad, and whatever the server says about where: the bad ones are refused, the others applied, in order, once.
/// </summary>
public sealed class RefusedRowsTests
{
    [Theory]
    [InlineData(Hint.None)]
    [InlineData(Hint.Right)]
    [InlineData(Hint.Wrong)]
    public async Task The_bad_are_refused_and_the_good_applied_in_order(Hint hint)
    {
        var random = new Random(7);
        for (int round = 0; round < 300; round++)
        {
            int count = random.Next(60);
            double share = random.Next(4) switch { 0 => 0, 1 => 1, _ => random.NextDouble() };
            bool[] bad = [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < share)];
            var applied = new List<int>();
            var refused = new List<int>();
            int calls = 0;
            await RefusedRows.ApplyAsync(count, (from, to) => Task.FromResult(Apply(from, to)), (row, cause) =>
            {
                Assert.Equal($"row {row}", cause.Message);
                refused.Add(row);
            });
            Assert.Equal(Enumerable.Range(0, count).Where(i => !bad[i]), applied);
            Assert.Equal(Enumerable.Range(0, count).Where(i => bad[i]), refused);
            int most = hint == Hint.Right ? (3 * refused.Count) + 1 : (4 * refused.Count * 7) + 1;
            Assert.InRange(calls, 0, most);

            (Exception, int)? Apply(int from, int to)
            {
                calls++;
                int at = Array.FindIndex(bad, from, to - from, isBad => isBad);
                if (at < 0)
                {
                    applied.AddRange(Enumerable.Range(from, to - from));
                    return null;
                }

                return (new FormatException($"row {at}"),
                    hint switch { Hint.None => -1, Hint.Right => at - from, _ => random.Next(-1, to - from + 2) });
            }
        }
    }

    /// <summary>What the server says of the place.</summary>
    public enum Hint
    {
        /// <summary>Nothing.</summary>
        None,

        /// <summary>The truth.</summary>
        Right,

        /// <summary>Anything.</summary>
        Wrong,
    }
}

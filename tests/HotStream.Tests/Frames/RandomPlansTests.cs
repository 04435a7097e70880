using System.Globalization;
using HotStream.Tests.Frames.Oracle;

namespace HotStream.Tests.Frames;

/// <summary>
/// Random queries give what DuckDB gives, asked with Spark's meaning; the same with any rule of the optimiser left out, and however rows
/// are
/// split, and however little memory they have. HOTSTREAM_PLANS says how many queries, HOTSTREAM_PLANS_FIRST from which seed on.
/// </summary>
public sealed class RandomPlansTests
{
    private const int PlansOfTables = 40;

    [Fact]
    public void Random_plans_give_what_another_engine_gives()
    {
        int plans = int.Parse(Environment.GetEnvironmentVariable("HOTSTREAM_PLANS") ?? "2000", CultureInfo.InvariantCulture);
        int first = int.Parse(Environment.GetEnvironmentVariable("HOTSTREAM_PLANS_FIRST") ?? "0", CultureInfo.InvariantCulture);
        using var world = new PlanWorld();
        var failures = new List<string>();
        int refused = 0;
        for (int seed = first; seed < first + plans && failures.Count < 5; seed++)
        {
            if (seed % PlansOfTables == 0 || seed == first)
            {
                world.Load(seed / PlansOfTables);
            }

            string? failure = world.Try(seed, out bool isRefused);
            refused += isRefused ? 1 : 0;
            if (failure is not null)
            {
                failures.Add(failure);
            }
        }

        Assert.True(failures.Count == 0, string.Join("\n\n", failures));
        Assert.True(refused <= plans / 20,
            $"DuckDB refused {refused} of {plans} queries, so that they show nothing. The last one: {world.LastRefusal}");
        Assert.True(world.Refused <= plans / 10 && world.Spilled >= plans / 20,
            $"With little memory {world.Refused} of {plans} queries were refused, {world.Spilled} went to disk: that shows little.");
    }
}

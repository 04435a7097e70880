using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Recovery;

/// <summary>Lives of a program: on how many partitions, how often a checkpoint is taken, what it reads, where it ends.</summary>
/// <param name="Partitions">Partitions.</param>
/// <param name="CheckpointSeconds">From checkpoint to checkpoint; a batch is a second.</param>
/// <param name="Seed">Of the records.</param>
/// <param name="Lengths">Batches of each life; the last one takes what is left.</param>
/// <param name="Clean">Whether each ends gracefully.</param>
/// <param name="CaptureRows">Rows of a partition that are copied for a checkpoint between two batches.</param>
internal sealed record LivesCase(int Partitions, int CheckpointSeconds, int Seed, int[] Lengths, bool[] Clean, int CaptureRows = 1000)
{
    private static readonly string[] s_keys = ["a", "b", "c", "a key of more than twelve bytes", "é", "", "x", "y"];

    public static Gen<LivesCase> All { get; } =
        from partitions in Gen.Choose(1, 3)
        from seconds in Gen.Choose(1, 6)
        from seed in Gen.Choose(0, 1 << 20)
        from lengths in Cases.Arrays(Gen.Choose(0, 7), 1, 6)
        from clean in Cases.Arrays(Gen.Elements(true, false), 6, 6)
        from rows in Gen.Elements(1, 2, 1000)
        select new LivesCase(partitions, seconds, seed, lengths, clean, rows);

    /// <summary>The records of a batch, by its number: the same whenever asked for.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Batch(long number)
    {
        var random = new Random((Seed * 31) + (int)number);
        return random.Next(5) == 0 ? [] : [.. Enumerable.Range(0, random.Next(1, 9))
            .Select(_ => KeyValuePair.Create(s_keys[random.Next(random.Next(1, s_keys.Length + 1))], random.NextInt64(1, 12)))];
    }

    /// <summary>Law: lives of a program give, batch by batch, what one life of it gives.</summary>
    public void AssertThatLivesGiveWhatOneGives(Func<Lives> make, int batches)
    {
        using Lives one = make();
        one.Live(batches);
        using Lives many = make();
        foreach ((int length, bool isClean) in Cut(batches))
        {
            many.Live(length, isClean);
        }

        Assert.Equal(one.Seen.Keys, many.Seen.Keys);
        Assert.All(many.Seen, batch => Assert.All(batch.Value,
            line => Assert.Equal($"{batch.Key}: {one.Seen[batch.Key].Single()}", $"{batch.Key}: {line}")));
    }

    /// <summary>So many batches, cut into lives.</summary>
    public IEnumerable<(int Batches, bool IsClean)> Cut(int batches)
    {
        for (int i = 0; i < Lengths.Length && batches > 0; i++)
        {
            int length = Math.Min(Lengths[i], batches);
            batches -= length;
            yield return (length, Clean[i]);
        }

        yield return (batches, true);
    }
}

using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Generators;

/// <summary>A random window over random batches of pairs, and how to compute it from scratch.</summary>
/// <param name="Length">Length in batches.</param>
/// <param name="Slide">Slide in batches.</param>
/// <param name="Batches">Pairs of each batch.</param>
/// <param name="Partitions">Partitions of the engine.</param>
/// <param name="RunsAhead">Whether records come through a receiver and are folded while they arrive.</param>
internal sealed record WindowCase(int Length, int Slide, KeyValuePair<long, long>[][] Batches, int Partitions, bool RunsAhead)
{
    private static readonly Gen<KeyValuePair<long, long>> s_few =
        from key in Gen.Choose(0, 6)
        from value in Gen.Choose(-5, 9)
        select KeyValuePair.Create((long)key, (long)value);

    private static readonly Gen<KeyValuePair<long, long>> s_many =
        from key in Gen.Choose(0, 4000)
        from value in Gen.Choose(-1000, 1000)
        select KeyValuePair.Create(key * 7919L, (long)value);

    public static Gen<WindowCase> All { get; } =
        from length in Gen.Frequency((6, Gen.Choose(1, 9)), (1, Gen.Choose(10, 30)))
        from slide in Gen.Frequency((3, Gen.Constant(1)), (3, Gen.Choose(1, 6)), (1, Gen.Choose(6, 12)))
        from batches in Gen.Frequency(
            (4, Cases.Arrays(Cases.Arrays(s_few, 0, 8), 1, 40)),
            (1, Cases.Arrays(Gen.OneOf(Cases.Arrays(s_many, 0, 3), Cases.Arrays(s_many, 200, 1500)), 4, 14)))
        from partitions in Gen.Elements(1, 2, 3, 8)
        from ahead in Gen.Elements(false, true)
        select new WindowCase(length, slide, batches, partitions, ahead);

    public TimeSpan LengthTime => TimeSpan.FromSeconds(Length);

    public TimeSpan SlideTime => TimeSpan.FromSeconds(Slide);

    /// <summary>The batches of every window that fires, oldest first, with the number of the batch at which it does.</summary>
    public IEnumerable<(int At, KeyValuePair<long, long>[][] Batches)> Windows()
    {
        for (int at = Slide; at <= Batches.Length; at += Slide)
        {
            yield return (at, Batches[Math.Max(0, at - Length)..at]);
        }
    }

    /// <summary>The pairs of every window that fires.</summary>
    public IEnumerable<KeyValuePair<long, long>[]> Records() =>
        Windows().Select(window => window.Batches.SelectMany(batch => batch).ToArray());

    public override string ToString() =>
        $"length {Length}, slide {Slide}, {Partitions} partitions, ahead {RunsAhead}: "
        + $"{string.Join(" | ", Batches.Select(batch => batch.Length > 12 ? $"{batch.Length} pairs" : string.Join(' ', batch)))}";
}

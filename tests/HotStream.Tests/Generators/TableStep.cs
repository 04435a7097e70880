using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Generators;

/// <summary>What is done to a table and to its oracle.</summary>
internal enum StepKind
{
    /// <summary>Accumulates records whose keys were never seen.</summary>
    NewKeys,

    /// <summary>Accumulates records that all have one key.</summary>
    OneKey,

    /// <summary>Accumulates records of old and new keys in any order.</summary>
    MixedKeys,

    /// <summary>Adds single keys or finds them.</summary>
    GetOrAdd,

    /// <summary>Looks keys up that may be absent.</summary>
    TryGet,

    /// <summary>Forgets everything.</summary>
    Clear,
}

/// <summary>One operation of a sequence: a kind, how many records it has, and where its numbers start.</summary>
internal sealed record TableStep(StepKind Kind, int Count, int Seed)
{
    /// <summary>Sequences in which blocks are smaller, equal and larger than the engine's.</summary>
    public static Gen<TableStep[]> Sequences { get; } = Cases.Arrays(
        Gen.Frequency(
                (4, Gen.Constant(StepKind.NewKeys)),
                (1, Gen.Constant(StepKind.OneKey)),
                (4, Gen.Constant(StepKind.MixedKeys)),
                (2, Gen.Constant(StepKind.GetOrAdd)),
                (2, Gen.Constant(StepKind.TryGet)),
                (1, Gen.Constant(StepKind.Clear)))
            .SelectMany(kind => s_count.SelectMany(count => Gen.Choose(0, 100_000).Select(seed => new TableStep(kind, count, seed)))),
        shortest: 1,
        longest: 12);

    private static Gen<int> s_count => Gen.OneOf(Gen.Choose(0, 20), Gen.Choose(0, 2000), Gen.Elements(1, 511, 512, 513, 1024));
}

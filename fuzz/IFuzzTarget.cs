namespace HotStream.Fuzz;

/// <summary>
/// Something that reads bytes nobody vouches for, or remembers what it was told: run on an input, it compares the fast path with a slow
/// one and throws when they differ. A new target is one file in Targets and one line in <see cref="Registry"/>.
/// </summary>
internal interface IFuzzTarget
{
    /// <summary>Name on the command line and of its folder under Corpora; words joined by hyphens.</summary>
    string Name { get; }

    /// <summary>Inputs to start from.</summary>
    IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Bytes past the input that the code under test may read (never write); the byte after them is inaccessible.</summary>
    int ReadablePadding { get; }

    /// <summary>Runs on one input and throws if anything is wrong.</summary>
    void Run(ReadOnlySpan<byte> input);
}

namespace HotStream.Testing;

/// <summary>An output that <see cref="SinkContract"/> is to try.</summary>
/// <typeparam name="T">Type of its records, with equality.</typeparam>
public sealed class SinkUnderTest<T>
{
    /// <summary>Writes a stream to the target: <c>stream => stream.WriteTo(new MySink(...))</c>. Called for each life; all write to
    /// one target.</summary>
    public required Action<DStream<T>> Write { get; init; }

    /// <summary>What the target holds now, in the order in which it was stored. Records that no law wrote do not matter.</summary>
    public required Func<IEnumerable<T>> Stored { get; init; }

    /// <summary>A record for each number from 0, each another one.</summary>
    public required Func<int, T> Record { get; init; }

    /// <summary>Records that the sink can never take; empty when it takes all.</summary>
    public IReadOnlyList<T> Poison { get; init; } = [];

    /// <summary>Which record's key is which, for a sink in which later records replace earlier ones of their key; null for other sinks.
    /// Records 0, 1, 2 ... must then have few keys.</summary>
    public Func<T, object>? Key { get; init; }

    /// <summary>Whether the sink says that a batch which comes again may be there twice. Default false: it is there once.</summary>
    public bool AtLeastOnce { get; init; }

    /// <summary>Whether the target shows in what order records came. Default true.</summary>
    public bool KeepsOrder { get; init; } = true;

    /// <summary>Makes the target refuse everything, or hang; null when it cannot be had.</summary>
    public Action? Break { get; init; }

    /// <summary>Ends <see cref="Break"/>, called a moment later, on another thread.</summary>
    public Action? Repair { get; init; }

    /// <summary>More of the contexts' options; null for none.</summary>
    public Action<StreamingOptions>? With { get; init; }
}

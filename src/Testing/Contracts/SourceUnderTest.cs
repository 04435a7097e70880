namespace HotStream.Testing;

/// <summary>A source that <see cref="SourceContract"/> is to try.</summary>
/// <typeparam name="T">Type of its records; they are compared by their text, as <see cref="RecordText"/> writes it.</typeparam>
public sealed class SourceUnderTest<T>
{
    /// <summary>Opens it: an <see cref="InputDStream{T}"/> itself, no stream behind it. Called for each life, and for each time that
    /// ranges are read again; all of them see the same source.</summary>
    public required Func<StreamingContext, DStream<T>> Open { get; init; }

    /// <summary>Sends what the batch with a number, from 1, is to have; null when all is there from the beginning.</summary>
    public Action<int>? Feed { get; init; }

    /// <summary>All records that the batches have together; null when nobody knows.</summary>
    public IReadOnlyList<T>? Expected { get; init; }

    /// <summary>Batches that are read, at least 3. Some of them must have records. Default 4.</summary>
    public int Batches { get; init; } = 4;

    /// <summary>More of the contexts' options; null for none.</summary>
    public Action<StreamingOptions>? With { get; init; }
}

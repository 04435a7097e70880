namespace HotStream.Flume;

/// <summary>
/// The answer to getEventBatch, read: why there is none, the number of its transaction, its events as places in the bytes. Used again for
/// the next.
/// </summary>
internal sealed class SparkBatch
{
    private readonly List<FlumeEventPlace> _events = [];

    /// <summary>Why the sink has no batch for us; empty when it has.</summary>
    public string Error { get; private set; } = "";

    /// <summary>What names the transaction.</summary>
    public (int Start, int Length) Sequence { get; private set; }

    public IReadOnlyList<FlumeEventPlace> Events => _events;

    /// <summary>Reads it.</summary>
    /// <param name="answer">The whole answer.</param>
    /// <param name="start">Where it begins in it.</param>
    /// <returns>False when it is none.</returns>
    public bool Read(ReadOnlySpan<byte> answer, int start)
    {
        _events.Clear();
        var reader = new AvroReader(answer[start..]);
        Error = PlainText.Of(reader.Bytes(), 500);
        int length = reader.Bytes().Length;
        Sequence = (start + reader.Position - length, length);
        FlumeEventPlace.ReadList(ref reader, start, _events);
        return !reader.HasFailed && reader.IsAtEnd;
    }
}

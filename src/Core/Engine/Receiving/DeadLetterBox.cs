namespace HotStream;

/// <summary>
/// Dead letters that wait to be written by <c>StreamingContext.WriteDeadLettersTo</c>; bounded. What finds no room is lost for good only if
/// its batch is acknowledged, so whoever takes letters out learns of it and must fail the batch. Thread-safe.
/// </summary>
/// <param name="sink">Name of the sink that writes them, whose own letters would come back for ever.</param>
/// <param name="bytesMax">Most bytes held.</param>
internal sealed class DeadLetterBox(string sink, long bytesMax)
{
    private const int LetterBytes = 512; // the object and its texts, about

    private readonly Lock _gate = new();
    private List<DeadLetter> _letters = [];
    private long _bytes;
    private long _lost;

    public void Add(DeadLetter letter)
    {
        if (letter.Source == sink)
        {
            return;
        }

        lock (_gate)
        {
            long bytes = _bytes + letter.Record.Length + LetterBytes;
            if (bytes > bytesMax)
            {
                _lost++;
                return;
            }

            _bytes = bytes;
            _letters.Add(letter);
        }
    }

    /// <summary>Takes all letters out.</summary>
    /// <param name="lost">Letters that found no room since the last call.</param>
    public List<DeadLetter> Take(out long lost)
    {
        lock (_gate)
        {
            List<DeadLetter> letters = _letters;
            lost = _lost;
            _letters = [];
            _bytes = _lost = 0;
            return letters;
        }
    }

    /// <summary>Puts letters back that could not be written, in front of those that have come since.</summary>
    public void PutBack(List<DeadLetter> letters)
    {
        List<DeadLetter> since = Take(out long lost);
        letters.ForEach(Add);
        since.ForEach(Add);
        lock (_gate)
        {
            _lost += lost;
        }
    }
}

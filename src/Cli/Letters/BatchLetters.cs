namespace HotStream.Cli;

/// <summary>How many records of each batch became dead letters. Thread-safe.</summary>
internal sealed class BatchLetters
{
    private const string Start = "batch "; // of the positions that operators and sinks give

    private readonly Lock _gate = new();
    private readonly Dictionary<string, long> _counts = [];

    /// <summary>Counts a letter, if it is about a record of a batch: what a receiver refused is in none.</summary>
    public void Add(DeadLetter letter)
    {
        int comma = letter.Position.IndexOf(',', StringComparison.Ordinal);
        if (comma > 0 && letter.Position.StartsWith(Start, StringComparison.Ordinal))
        {
            string time = letter.Position[Start.Length..comma];
            lock (_gate)
            {
                _counts[time] = _counts.GetValueOrDefault(time) + 1;
            }
        }
    }

    /// <summary>A batch is complete: how many of its records were refused.</summary>
    public long Take(BatchTime time)
    {
        lock (_gate)
        {
            return _counts.Remove(time.ToString(), out long count) ? count : 0;
        }
    }
}

namespace HotStream.Io;

/// <summary>
/// What the senders of a listener hold in lines they have not finished. Such bytes are of use to nobody and keep memory from those who send
/// whole lines, so all of them together may hold a part of the budget only; beyond that the sender that holds most is cut off. Thread-safe;
/// asked when a line is long, not for every line.
/// </summary>
internal sealed class UnfinishedLines(long bytesMax)
{
    private readonly Dictionary<SocketSender, int> _held = [];
    private readonly Lock _gate = new();
    private long _total;

    /// <summary>Notes how much a sender holds; 0 when its line is complete or it has gone.</summary>
    public void Note(SocketSender sender, int bytes)
    {
        lock (_gate)
        {
            _total += bytes - _held.GetValueOrDefault(sender);
            if (bytes == 0)
            {
                _held.Remove(sender);
                return;
            }

            _held[sender] = bytes;
            if (_total <= bytesMax)
            {
                return;
            }

            (SocketSender most, int held) = _held.MaxBy(pair => pair.Value);
            _held.Remove(most);
            _total -= held;
            most.CutOff($"it held {held} bytes of an unfinished line, the most of {_held.Count + 1} senders who together hold "
                + $"more than {bytesMax} bytes; "
                + "end lines with a newline, or raise StreamingOptions.MemoryBudgetBytes");
        }
    }
}

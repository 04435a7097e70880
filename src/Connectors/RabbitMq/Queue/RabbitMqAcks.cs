namespace HotStream.RabbitMq;

/// <summary>
/// What is still to be acknowledged on one channel, in the order it came: a delivery is due once its record, by its number, is committed.
/// One acknowledgement answers for all before it. One thread.
/// </summary>
internal sealed class RabbitMqAcks
{
    private readonly Queue<(long Record, ulong Tag)> _waiting = [];

    /// <summary>A delivery came.</summary>
    /// <param name="record">Number of its record; of the one before it, when it was left out.</param>
    /// <param name="tag">Its tag.</param>
    public void Add(long record, ulong tag) => _waiting.Enqueue((record, tag));

    /// <summary>Takes what is due.</summary>
    /// <param name="committed">Number of the last record that is committed.</param>
    /// <returns>The last tag that is due, or 0.</returns>
    public ulong Take(long committed)
    {
        ulong due = 0;
        while (_waiting.TryPeek(out (long Record, ulong Tag) first) && first.Record <= committed)
        {
            due = first.Tag;
            _waiting.Dequeue();
        }

        return due;
    }
}

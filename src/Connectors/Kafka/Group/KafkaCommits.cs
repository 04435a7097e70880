namespace HotStream.Kafka;

/// <summary>
/// Gives a group the offsets of what is done, one request at a time, without waiting: a coordinator that is away holds nothing up but the
/// next commit. The member's thread.
/// </summary>
internal sealed unsafe class KafkaCommits<T>(KafkaClient client)
{
    private readonly nint _answers = RdKafka.QueueNew(client.Handle);
    private readonly List<(KafkaShare<T> Share, long Offset)> _underWay = [];

    /// <summary>Whether a request has no answer yet.</summary>
    public bool IsUnderWay => _underWay.Count > 0;

    /// <summary>Sends what is due, if nothing is under way.</summary>
    /// <returns>Why it could not be sent.</returns>
    public KafkaCode Send(IEnumerable<KafkaShare<T>> shares)
    {
        if (IsUnderWay)
        {
            return KafkaCode.Ok;
        }

        foreach (KafkaShare<T> share in shares)
        {
            long due = share.Due;
            if (due > share.Committed)
            {
                _underWay.Add((share, due));
            }
        }

        if (!IsUnderWay)
        {
            return KafkaCode.Ok;
        }

        using var list = new PartitionList([.. _underWay.Select(static each => (each.Share.Place, each.Offset))]);
        KafkaCode code = RdKafka.CommitTo(client.Handle, list.Native, _answers, 0, 0);
        if (code != KafkaCode.Ok)
        {
            _underWay.Clear();
        }

        return code;
    }

    /// <summary>Takes the answer, if there is one within a time.</summary>
    /// <param name="milliseconds">How long to wait.</param>
    /// <param name="code">What the coordinator said.</param>
    /// <returns>Whether there was an answer.</returns>
    public bool Hear(int milliseconds, out KafkaCode code)
    {
        code = KafkaCode.Ok;
        nint happened = IsUnderWay ? RdKafka.EventPoll(_answers, milliseconds) : 0;
        if (happened == 0)
        {
            return false;
        }

        code = RdKafka.EventError(happened);
        NativePartitionList* list = RdKafka.EventPartitions(happened);
        for (int i = 0; i < _underWay.Count && list is not null; i++)
        {
            code = code == KafkaCode.Ok ? list->Items[i].Code : code;
        }

        RdKafka.EventDestroy(happened);
        if (code == KafkaCode.Ok)
        {
            _underWay.ForEach(static each => each.Share.Committed = each.Offset);
        }

        _underWay.Clear();
        return true;
    }

    public void Dispose() => RdKafka.QueueDestroy(_answers);
}

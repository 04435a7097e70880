using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <content>What is given and taken, and the offsets of it. The member's thread.</content>
internal sealed unsafe partial class KafkaMember<T>
{
    private void Rebalance(KafkaCode code, NativePartitionList* partitions)
    {
        List<TopicPartition> places = [];
        foreach (ref readonly NativePartition partition in new ReadOnlySpan<NativePartition>(partitions->Items, partitions->Count))
        {
            places.Add(new TopicPartition(Marshal.PtrToStringUTF8(partition.Topic)!, partition.Partition));
        }

        bool isIncremental = Marshal.PtrToStringUTF8(RdKafka.RebalanceProtocol(_client.Handle)) == "COOPERATIVE";
        switch (code)
        {
            case KafkaCode.AssignPartitions:
                try
                {
                    Begin(places, isIncremental);
                }
                catch
                {
                    RdKafka.AssignAll(_client.Handle, null); // the client waits for an answer
                    throw;
                }

                break;
            case KafkaCode.RevokePartitions:
                End(places, isLost: RdKafka.AssignmentLost(_client.Handle) != 0);
                places.RemoveAll(_heldBack.Remove); // the client does not read them
                using (var list = new PartitionList([.. places.Select(static place => (place, 0L))]))
                {
                    Check(isIncremental ? RdKafka.Take(RdKafka.Unassign(_client.Handle, list.Native))?.Text
                        : Text(RdKafka.AssignAll(_client.Handle, null)));
                }

                break;
            default:
                _heldBack.Clear();
                End([.. _shares.Select(static share => share.Place)], isLost: true);
                RdKafka.AssignAll(_client.Handle, null);
                Report(KafkaGroupTrouble.Describe(_source.Group, code, RdKafka.Describe(code)));
                break;
        }

        _source.OnHeld?.Invoke(_shares.Length);
    }

    private void Begin(List<TopicPartition> places, bool isIncremental)
    {
        List<KafkaShare<T>> added = Beginnings(places);
        foreach (TopicPartition place in places)
        {
            nint queue = RdKafka.QueueOfPartition(_client.Handle, place.Topic, place.Partition);
            RdKafka.QueueForward(queue, _records);
            RdKafka.QueueDestroy(queue);
        }

        Change([.. _shares, .. added]);
        places.RemoveAll(_heldBack.ContainsKey);
        using var list = new PartitionList(added.Count < places.Count ? [.. places.Select(static place => (place, Unknown))]
            : [.. added.Select(static share => (share.Place, share.Due))]);
        Check(isIncremental ? RdKafka.Take(RdKafka.Assign(_client.Handle, list.Native))?.Text
            : Text(RdKafka.AssignAll(_client.Handle, list.Native)));
        _reported.Clear();
    }

    /// <summary>
    /// Where new partitions begin, by what the group knows. What it does not know is committed first: a number does not change when
    /// this member dies. None when the member closes.
    /// </summary>
    private List<KafkaShare<T>> Beginnings(List<TopicPartition> places)
    {
        while (!_isClosing)
        {
            if (KafkaGroupBeginnings.Find(_client, _source, places, _looksAtEnds, out string? problem) is { } beginnings)
            {
                var added = new List<KafkaShare<T>>();
                foreach (KafkaBeginning each in beginnings)
                {
                    if (each.Gone is { } gone)
                    {
                        _report(gone);
                    }

                    if (each.Gone is not null && _source.WhenGone == KafkaLostRecords.Fail)
                    {
                        _heldBack[each.Place] = each.Gone;
                    }
                    else
                    {
                        added.Add(new KafkaShare<T>(each.Place, _nameOf(each.Place.Topic), each.Offset, isKnown: each.IsKnown));
                    }
                }

                _heldBackSaid = Environment.TickCount64;
                CommitAll([.. added]);
                return added;
            }

            Report($"where to begin is not known: {PlainText.Of(problem!)}. It is asked for again");
            _batchDone.WaitOne(RetryMilliseconds);
        }

        return [];
    }

    /// <summary>Partitions go: nothing more of them is taken, what is under way is done and committed, if there is time.</summary>
    private void End(List<TopicPartition> places, bool isLost)
    {
        KafkaShare<T>[] ending = [.. _shares.Where(share => places.Contains(share.Place))];
        Change([.. _shares.Except(ending)]);
        if (isLost)
        {
            Report($"{ending.Length} partitions were lost to other members: what is under way of them comes again there");
        }
        else
        {
            Finish(ending);
        }

        Array.ForEach(ending, _released.Enqueue);
    }

    /// <summary>Says again and again that partitions are not read, for who looks at a log a day later.</summary>
    private void RemindOfHeldBack()
    {
        if (_heldBack.Count > 0 && Environment.TickCount64 - _heldBackSaid > RemindMilliseconds)
        {
            _heldBackSaid = Environment.TickCount64;
            foreach (string gone in _heldBack.Values)
            {
                _report(gone);
            }
        }
    }

    /// <summary>How far what batches have done is behind the ends.</summary>
    private void NoteLag()
    {
        if (KafkaMetrics.AreRead && Environment.TickCount64 - _lagNoted > LagMilliseconds)
        {
            _lagNoted = Environment.TickCount64;
            foreach (KafkaShare<T> share in _shares)
            {
                KafkaMetrics.Lag(_client, new("hotstream.group", _source.Group), share.Place, share.Due);
            }
        }
    }

    private void Finish(KafkaShare<T>[] ending)
    {
        long deadline = Environment.TickCount64 + (long)_source.FinishWithin.TotalMilliseconds;
        while (Array.Exists(ending, static share => !share.IsDone && !share.HasFailed) && _waitsForBatches
            && Environment.TickCount64 < deadline)
        {
            Commit(0, ending);
            _batchDone.WaitOne(EventMilliseconds);
        }

        KafkaCode code = CommitAll(ending);
        KafkaShare<T>[] open = [.. ending.Where(static share => !share.IsDone || share.Due > share.Committed)];
        if (open.Length > 0)
        {
            string places = PlainText.Of(string.Join(", ", open.Select(static share => share.Place)));
            _report($"Group {PlainText.Of(_source.Group)}: {places} went to other members with records that are not done or not committed "
                + $"({PlainText.Of(RdKafka.Describe(code))}); they come again there. Batches that take longer than "
                + $"{nameof(KafkaGroupOptions)}.{nameof(KafkaGroupOptions.FinishWithin)} ({PlainText.Of(_source.FinishWithin)}) need a "
                + "longer one.");
        }
    }

    /// <summary>Commits all that is due of some shares, unless the coordinator stays away, or takes us for no member of now.</summary>
    /// <returns>What the coordinator said last.</returns>
    private KafkaCode CommitAll(KafkaShare<T>[] shares)
    {
        long deadline = Environment.TickCount64 + LastCommitMilliseconds;
        while (_commits.IsUnderWay && Environment.TickCount64 < deadline)
        {
            Answered(EventMilliseconds, out _); // perhaps of a generation before: it says nothing of now
        }

        KafkaCode code = KafkaCode.Ok;
        while (Environment.TickCount64 < deadline && !KafkaGroupTrouble.IsOfGeneration(code)
            && (_commits.IsUnderWay || Array.Exists(shares, static share => share.Due > share.Committed)))
        {
            code = Commit(EventMilliseconds, shares);
        }

        return code;
    }

    private KafkaCode Commit(int milliseconds, KafkaShare<T>[]? others = null)
    {
        if (_joinWatch.Joins && !_commits.IsUnderWay)
        {
            return KafkaCode.RebalanceInProgress;
        }

        if (!_commits.IsUnderWay)
        {
            _sentAt = _joinWatch.Joined;
        }

        KafkaCode code = _commits.Send(others is null ? _shares : _shares.Concat(others));
        if (code == KafkaCode.Ok && !Answered(milliseconds, out code))
        {
            return KafkaCode.Ok;
        }

        if (code is not (KafkaCode.Ok or KafkaCode.NoOffset) && !KafkaGroupTrouble.IsOfGeneration(code))
        {
            Report($"offsets could not be committed: {KafkaGroupTrouble.Describe(_source.Group, code, RdKafka.Describe(code))}. They are "
                + "tried again");
        }

        return code;
    }

    private bool Answered(int milliseconds, out KafkaCode code)
    {
        bool isAnswered = _commits.Hear(milliseconds, out code);
        if (isAnswered && KafkaGroupTrouble.IsOfGeneration(code))
        {
            _joinWatch.NoteRefused(_sentAt);
        }

        return isAnswered;
    }

    /// <summary>Shares come or go while the receiver's thread takes nothing.</summary>
    private void Change(KafkaShare<T>[] shares)
    {
        _mayTake.Reset();
        lock (_gate)
        {
            _shares = shares;
        }

        _mayTake.Set();
    }

    private static string? Text(KafkaCode code) => code == KafkaCode.Ok ? null : RdKafka.Describe(code);

    private static void Check(string? error)
    {
        if (error is not null)
        {
            throw new IOException($"The Kafka client could not change what it reads: {PlainText.Of(error)}.");
        }
    }
}

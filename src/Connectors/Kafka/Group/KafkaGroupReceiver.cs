namespace HotStream.Kafka;

/// <summary>
/// Reads the partitions that a consumer group gives this process. This thread puts records into the engine, and waits there when it has no
/// room; the member's own commits, and hears what is given and taken. Each partition has a way into the engine of its own, so that its
/// order is kept and its offset follows its batches. At a graceful stop the member outlives <see cref="Run"/>, until the last batch is
/// committed.
/// </summary>
internal class KafkaGroupReceiver<T, TForm>(KafkaGroupSource source) : SlabReceiver<T>
    where TForm : struct, IKafkaForm<T>
{
    private const int SeekMilliseconds = 10_000;

    private readonly KafkaTopicNames _names = new();
    private readonly Dictionary<TopicPartition, SlabWriter<T>> _writers = []; // the newest of each partition that was ever ours
    private readonly RecordPointers _records = new();
    private readonly List<(KafkaShare<T> Share, int End)> _runs = [];
    private KafkaMember<T>? _member;
    private bool _looksAtEnds;

    public override string Name => $"kafka {PlainText.Of(source.Servers)}/{string.Join(',', source.Topics)}/{PlainText.Of(source.Group)}";

    protected override bool SendsAgain => true;

    protected override DeadLetter Describe(in T record) => TForm.Describe(Name, in record);

    /// <summary>How many records of a writer are done, so that the group need not keep them.</summary>
    protected virtual long DoneOf(SlabWriter<T> writer) => writer.Committed;

    protected override void Run()
    {
        var member = new KafkaMember<T>(source, _looksAtEnds, _names.Of, message => ReportError(message));
        Volatile.Write(ref _member, member);
        bool isKept = false;
        try
        {
            while (!IsStopped)
            {
                Read(member);
            }

            isKept = true;
        }
        catch (OperationCanceledException) when (IsStopped)
        {
            isKept = true;
        }
        finally
        {
            if (!isKept)
            {
                Close(waitsForBatches: true);
            }

            member.Release();
        }
    }

    protected override void OnBatchDone(BatchTime time, bool succeeded) => Volatile.Read(ref _member)?.Wake();

    protected override void OnClosed()
    {
        Close(waitsForBatches: false);
        _names.Dispose();
    }

    private void Read(KafkaMember<T> member)
    {
        member.Take(_records, _runs);
        Write();
        while (member.TryTakeReleased(out KafkaShare<T>? released))
        {
            released!.Writer?.Dispose(); // what it handed over stays
        }

        ReadAgainWhatFailed(member);
        if (member.Failure is { } failure)
        {
            _looksAtEnds = failure is InvalidDataException;
            throw new IOException($"{Name}: {failure.Message}", failure);
        }
    }

    /// <summary>Puts what was taken into the engine.</summary>
    private void Write()
    {
        int written = 0;
        try
        {
            int start = 0;
            foreach ((KafkaShare<T> share, int end) in _runs)
            {
                written++;
                Write(share, start, end);
                start = end;
            }

            if (_runs.Count > 0)
            {
                ReportProgress();
            }
        }
        finally
        {
            foreach ((KafkaShare<T> share, _) in _runs[written..])
            {
                share.EndTake();
            }

            _runs.Clear();
            _records.Clear();
        }
    }

    private void Write(KafkaShare<T> share, int start, int end)
    {
        try
        {
            SlabWriter<T> writer = share.Writer ?? Open(share);
            try
            {
                while (start < end)
                {
                    int behind = Math.Min(end, start + share.Portion);
                    WritePortion(share, writer, start, behind);
                    start = behind;
                }
            }
            finally
            {
                writer.Publish();
            }
        }
        finally
        {
            share.EndTake();
        }
    }

    private void WritePortion(KafkaShare<T> share, SlabWriter<T> writer, int start, int end)
    {
        long? next = null;
        try
        {
            for (int i = start; i < end; i++)
            {
                next = Add(share, writer, _records[i]);
            }
        }
        finally
        {
            if (next is { } behind)
            {
                share.EndPortion(behind); // less of it when there is no more room
            }
        }
    }

    /// <summary>Adds a record.</summary>
    /// <returns>The offset behind it.</returns>
    private unsafe long Add(KafkaShare<T> share, SlabWriter<T> writer, nint record)
    {
        var message = (NativeMessage*)record;
        NativeHeaders headers = TForm.HeadersOf(message);
        long headerBytes = headers.BlockBytes();
        long bytes = (long)(message->Length + message->KeyLength) + headerBytes;
        if (bytes > Slab.MaxCapacity)
        {
            DeadLetter(KafkaLetters.TooLarge(share.Place, message, bytes));
        }
        else
        {
            TForm.Add(message, headers, (int)headerBytes, share.Topic, writer);
            share.Added++;
        }

        return message->Offset + 1;
    }

    private SlabWriter<T> Open(KafkaShare<T> share)
    {
        SlabWriter<T>? before = _writers.GetValueOrDefault(share.Place);
        before?.Dispose();
        SlabWriter<T> writer = CreateWriter(before); // behind what came before, in the same partition
        _writers[share.Place] = writer;
        share.Open(writer, () => DoneOf(writer));
        return writer;
    }

    /// <summary>Goes back to the first record that is not done, where a batch has failed.</summary>
    private unsafe void ReadAgainWhatFailed(KafkaMember<T> member)
    {
        foreach (KafkaShare<T> share in member.Shares)
        {
            if (!share.HasFailed)
            {
                continue;
            }

            long due = share.Due;
            using var list = new PartitionList((share.Place, due));
            KafkaError? error = RdKafka.Take(RdKafka.Seek(member.Handle, list.Native, SeekMilliseconds));
            string? problem = error?.Text ?? (list.Items[0].Code == KafkaCode.Ok ? null : RdKafka.Describe(list.Items[0].Code));
            if (problem is null)
            {
                Open(share);
                share.TakeLess();
                ReportError($"a batch with records of {PlainText.Of(share.Place.ToString())} failed: it is read again from offset {due}");
            }
            else if (member.Shares.Contains(share))
            {
                throw new IOException($"{Name}: {PlainText.Of(share.Place.ToString())} cannot be read again from offset {due} on: "
                    + $"{PlainText.Of(problem)}. The group is left, and joined anew.");
            }
        }
    }

    private void Close(bool waitsForBatches)
    {
        Interlocked.Exchange(ref _member, null)?.Close(waitsForBatches);
        foreach (SlabWriter<T> writer in _writers.Values)
        {
            writer.Dispose();
        }
    }
}

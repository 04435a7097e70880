namespace HotStream.Kinesis;

/// <summary>
/// Reads the shards whose leases this process has. This thread puts records into the engine, and waits there when it has no room; the
/// member's tasks fetch, renew and commit. Each shard has a way into the engine of its own, so that its order is kept and its checkpoint
/// follows its batches. At a graceful stop the member outlives <see cref="Run"/>, until the last batch is committed.
/// </summary>
internal class KinesisGroupReceiver<T, TForm>(KinesisGroupSource source, TimeSpan firstWait) : SlabReceiver<T>
    where TForm : struct, IKinesisForm<T>
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    private readonly Dictionary<string, SlabWriter<T>> _writers = new(StringComparer.Ordinal); // the newest of each shard ever ours
    private readonly Dictionary<KinesisShare, SlabWriter<T>> _open = [];
    private readonly List<KinesisPortion> _portions = [];
    private KinesisMember? _member;

    public override string Name => $"kinesis {PlainText.Of(source.Stream)}/{PlainText.Of(source.Group)}";

    protected override bool SendsAgain => true;

    protected override DeadLetter Describe(in T record) => TForm.Describe(Name, in record);

    /// <summary>How many records of a writer are done, so that the group need not read them again.</summary>
    protected virtual long DoneOf(SlabWriter<T> writer) => writer.Committed;

    protected override void Run()
    {
        var member = new KinesisMember(source, firstWait, message => ReportError(message));
        Volatile.Write(ref _member, member);
        bool isKept = false;
        try
        {
            while (!IsStopped)
            {
                if (!Read(member))
                {
                    member.AwaitRecords(s_look);
                }
            }

            isKept = true;
        }
        catch (OperationCanceledException) when (IsStopped)
        {
            isKept = true;
        }
        finally
        {
            if (isKept)
            {
                member.BeginLeave();
            }
            else
            {
                Close(waitsForBatches: true);
            }
        }
    }

    protected override void OnBatchDone(BatchTime time, bool succeeded) => Volatile.Read(ref _member)?.Wake();

    protected override void OnClosed() => Close(waitsForBatches: false);

    /// <returns>Whether there was anything.</returns>
    private bool Read(KinesisMember member)
    {
        while (member.TryTakeReleased(out KinesisShare? released))
        {
            if (_open.Remove(released!, out SlabWriter<T>? writer))
            {
                writer.Dispose(); // what it handed over stays
            }

            member.Discard(released!.Fetching);
        }

        bool hasRead = false;
        foreach (KinesisShare share in member.Shares)
        {
            if (share.HasFailed && !share.IsEnding)
            {
                ReportError($"a batch with records of shard {PlainText.Of(share.Id)} failed: it is read again from behind {share.Due}");
                member.ReadAgain(share);
                Open(share);
                share.TakeLess();
            }

            hasRead |= TryRead(share);
        }

        if (member.Failure is { } failure)
        {
            throw new IOException($"{Name}: {failure.Message}", failure);
        }

        return hasRead;
    }

    /// <summary>Puts a portion of a shard into the engine.</summary>
    private bool TryRead(KinesisShare share)
    {
        if (!share.TryBeginTake())
        {
            return false;
        }

        KinesisShard shard = share.Fetching.Shard;
        shard.Take(share.Portion, _portions);
        KinesisPosition next = shard.IsDone ? KinesisPosition.End : shard.Saved;
        bool hasRead = _portions.Count > 0;
        try
        {
            if (hasRead)
            {
                next = Write(share, _open.GetValueOrDefault(share) ?? Open(share), next);
                share.TakeMore();
                ReportProgress();
            }
        }
        finally
        {
            _portions.ForEach(static portion => portion.Block.LetGo());
            _portions.Clear();
        }

        share.EndTake(next);
        return hasRead;
    }

    private KinesisPosition Write(KinesisShare share, SlabWriter<T> writer, KinesisPosition next)
    {
        (KinesisBlock Block, int Index)? last = null;
        try
        {
            foreach ((KinesisBlock block, int start, int end) in _portions)
            {
                for (int i = start; i < end; i++)
                {
                    Add(share, writer, block, i);
                    last = (block, i);
                }
            }

            writer.Publish();
            return next;
        }
        catch (OperationCanceledException)
        {
            writer.Publish();
            share.EndTake(last is var (block, index) ? block.PositionBehind(index, count: null) : share.Due);
            throw;
        }
    }

    private void Add(KinesisShare share, SlabWriter<T> writer, KinesisBlock block, int index)
    {
        ref readonly KinesisEntry entry = ref block[index];
        long bytes = (long)entry.KeyLength + entry.SequenceLength + entry.DataLength;
        if (bytes > Slab.MaxCapacity)
        {
            DeadLetter(new DeadLetter($"{Name}/{share.Id}", KinesisRecord.PositionOf(block.SequenceOf(entry), entry.Part),
                $"it has {bytes} bytes, more than the maximum of {Slab.MaxCapacity}", block.DataOf(entry)));
        }
        else
        {
            TForm.Add(block, entry, writer);
            share.Added++;
        }
    }

    private SlabWriter<T> Open(KinesisShare share)
    {
        SlabWriter<T>? before = _writers.GetValueOrDefault(share.Id);
        before?.Dispose();
        SlabWriter<T> writer = CreateWriter(before); // behind what came before, in the same partition
        _writers[share.Id] = writer;
        _open[share] = writer;
        share.Open(() => DoneOf(writer), () => writer.HasFailed);
        return writer;
    }

    private void Close(bool waitsForBatches)
    {
        Interlocked.Exchange(ref _member, null)?.Close(waitsForBatches);
        foreach (SlabWriter<T> writer in _writers.Values)
        {
            writer.Dispose();
        }

        _open.Clear();
    }
}

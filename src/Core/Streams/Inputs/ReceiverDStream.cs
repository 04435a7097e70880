namespace HotStream;

/// <summary>
/// An input fed by a receiver through lanes, one per partition. Closing a batch makes every lane hand over what it kept, and every chain
/// that runs ahead its partial.
/// </summary>
internal abstract class ReceiverDStream<TItem, T> : DStream<T>, IReceiverInput, IReadAgain, IAheadSource<T>
{
    private readonly ReceiverBase _receiver;
    private readonly ReceiverWatch _watch;
    private RecordList<TItem>[]? _closed; // handed over by the lanes and not yet in a batch
    private BatchTime _closedTime;
    private long _closedRecords;
    private ReceiverSupervisor? _supervisor;
    private ReceiverRate? _rate;
    private int[] _bound = []; // producers bound to each lane
    private bool _keepsOrder;
    private ReceivedLog? _log;
    private string _place = "";
    private IReadOnlyList<SourceRange>? _ranges; // of the batch closed last

    protected ReceiverDStream(StreamingContext context, ReceiverBase receiver)
        : base(context, [], receiver.Name)
    {
        _receiver = receiver;
        StreamId = context.Graph.NextInput();
        _watch = new ReceiverWatch(StreamId, receiver.Name, context.Options.TimeProvider, context.Listeners);
        context.Graph.Add(this);
        Lanes = [.. Enumerable.Range(0, context.Options.Partitions).Select(CreateLane)];
        Array.ForEach(Lanes, lane => (lane.Context.Shared, lane.Context.Rejects) = (context.Shared, context.Rejects));
    }

    public int StreamId { get; }

    public ReceiverInfo Info => _watch.Info with { RateLimit = _rate?.Current };

    public virtual bool SendsAgain => false;

    public bool HasData => Lanes.Any(lane => lane.HasData);

    public bool CanRunAhead => !IsCached && Context.Graph.Ahead.Includes(this);

    protected Lane<TItem, T>[] Lanes { get; }

    public void Start(BatchTime firstTime)
    {
        foreach (Lane<TItem, T> lane in Lanes)
        {
            lane.Context.Time = firstTime;
            Context.Graph.Executor.WorkerOf(lane.Context.Partition).Attach(lane);
        }

        if (SendsAgain)
        {
            _receiver.Search = Context.Poison;
            Array.ForEach(Lanes, lane => lane.Search = Context.Poison);
        }

        _keepsOrder = Context.Options.KeepOrder && Context.Graph.NeedsOrder(this);
        _bound = new int[Lanes.Length];
        _supervisor = Context.Graph.Supervise(_receiver, _watch);
        _rate = ReceiverRate.Of(Context.Options, TimeSpan.FromMilliseconds(Context.IntervalMilliseconds),
            () => _supervisor.Stopping.IsCancellationRequested);
        Connect();
        _supervisor.Start();
    }

    public void UseLog(ReceivedLog log, string place, bool writes)
    {
        string description;
        try
        {
            description = Bind(Context.Options.Codecs);
        }
        catch (NotSupportedException unknown)
        {
            if (!writes)
            {
                return; // there can be nothing to read
            }

            throw new NotSupportedException(
                $"{unknown.Message} Or set StreamingOptions.WriteAheadLog to false: what {OperatorName} receives is lost in a crash "
                + "then, as far as no checkpoint has it.", unknown);
        }

        (_log, _place) = (log, place);
        for (int i = 0; writes && i < Lanes.Length; i++)
        {
            Lanes[i].Log = log.Open(place, i, description);
            log.Durable.Add(Lanes[i].Sync);
        }
    }

    public void BeginStop(bool graceful) => _supervisor?.BeginStop(graceful);

    public void AwaitEnd(TimeSpan longest, Thread stopCaller) => _supervisor?.AwaitEnd(longest, stopCaller);

    public void MarkBoundary()
    {
        foreach (Lane<TItem, T> lane in Lanes)
        {
            lane.MarkBoundary();
        }
    }

    public long Close(BatchTime time, BatchTime next)
    {
        var task = new CloseTask(Lanes, next);
        DiscardClosed(); // nobody read the batch before
        Context.Graph.Executor.RunAll(task, Lanes.Length, isSmall: !Lanes.Any(lane => lane.HasBacklog));
        _closedTime = time;
        _closed = task.Items;
        _closedRecords = task.Records;
        _ranges = Lanes[0].Log is null ? null : [.. Lanes.Select(lane => lane.Log!.Ended!)];
        return task.Records;
    }

    public void Settle(BatchTime time, bool succeeded)
    {
        foreach (Lane<TItem, T> lane in Lanes)
        {
            lane.Settle(succeeded);
        }

        Notify(() => _receiver.OnBatchDone(time, succeeded), "what it does when a batch is done threw");
    }

    public void Learn(BatchInfo batch)
    {
        if (_rate is not null && batch.Inputs.FirstOrDefault(input => input.StreamId == StreamId) is { } input)
        {
            _rate.Learn(batch, input.Records);
        }
    }

    internal override void OnContextStop()
    {
        if (_supervisor is not null)
        {
            Notify(_receiver.OnClosed, "closing it threw");
            if (!_supervisor.HasEnded)
            {
                return; // it may store even now: its lanes are left to it
            }
        }

        DiscardClosed();
        foreach (Lane<TItem, T> lane in Lanes)
        {
            Discard(lane.Abandon());
        }
    }

    internal override Batch<T>? Compute(BatchTime time)
    {
        if (Context.Again is { } again)
        {
            return ReadAgain(time, again);
        }

        RecordList<TItem>[] closed = _closed is { } items && _closedTime == time ? items : throw new InvalidOperationException(
            $"The records of {time} were not kept, because no output reads {OperatorName}; give it one, for example ForeachBatch.");
        _closed = null;
        return Build(Context.Graph.ScopeOf(time), closed, _closedRecords);
    }

    void IReadAgain.ReadAt(BatchTime time)
    {
        // it was closed already
    }

    void IReadAgain.Release(BatchTime last)
    {
        // what it has to let go is in the write-ahead log
    }

    IReadOnlyList<SourceRange>? IReadAgain.RangesAt(BatchTime time) => _closedTime == time ? _ranges : null;

    public void AttachAhead(Func<StageContext, (Stage<T> Head, IClosable End)> chainOf)
    {
        foreach (Lane<TItem, T> lane in Lanes)
        {
            int first = lane.Context.Ahead.Count;
            (Stage<T> head, IClosable end) = chainOf(lane.Context);
            lane.Chains.Add((new AheadChain<T>(head, lane.Context.EndChain(first)), end));
        }
    }

    /// <summary>Slots of a ring.</summary>
    protected virtual int RingCapacity => Context.Options.RingCapacity;

    protected abstract Lane<TItem, T> CreateLane(int partition);

    /// <summary>Gives the receiver its way into the lanes, before it starts.</summary>
    protected abstract void Connect();

    /// <summary>Lets go of items that will be in no batch.</summary>
    protected abstract void Discard(RecordList<TItem> items);

    protected abstract Batch<T> Build(BatchScope scope, RecordList<TItem>[] items, long records);

    /// <summary>Before the start: finds how records are stored.</summary>
    /// <returns>Text that is compared after a restart.</returns>
    /// <exception cref="NotSupportedException">They cannot be.</exception>
    protected abstract string Bind(CodecSet codecs);

    /// <summary>Records of an earlier life.</summary>
    /// <param name="scope">Scope of the batch.</param>
    /// <param name="lanes">What each lane had, frame by frame.</param>
    /// <param name="records">How many there are.</param>
    protected abstract Batch<T> Rebuild(BatchScope scope, List<ReadOnlyMemory<byte>>[] lanes, out long records);

    /// <summary>A producer's way into the lanes: into one of them where the order of its records can be seen, else into all.</summary>
    /// <param name="home">The lane it must go to, when it follows another one; null for any.</param>
    protected LaneWriter<TItem> OpenWriter(int? home)
    {
        home = _keepsOrder ? Bind(home) : null;
        Worker[] workers = [.. Enumerable.Range(0, Lanes.Length).Select(Context.Graph.Executor.WorkerOf)];
        return new LaneWriter<TItem>(
            Lanes.Length, home, Open, workers, Context.Options.Overflow, OperatorName, () => Unbind(home), _rate?.Limit)
        {
            Durable = Lanes[0].Log is null ? null : _log!.Durable,
            Budget = Lanes[0].Budget is null ? null : _receiver,
        };
    }

    /// <summary>What a source sends again of a batch that failed comes with it; taken from the log too, it would come twice.</summary>
    private Batch<T> ReadAgain(BatchTime time, LoggedBatch again)
    {
        List<ReadOnlyMemory<byte>>[] frames = [.. Lanes.Select(static _ => new List<ReadOnlyMemory<byte>>())];
        if (_log is { } log && Context.Graph.RangesOf(this, again) is { } ranges && !(SendsAgain && again.Outcome == BatchEvent.Failed))
        {
            foreach ((int lane, IReadOnlyList<ReadOnlyMemory<byte>> read) in log.Read(_place, ranges))
            {
                frames[lane % frames.Length].AddRange(read);
            }
        }

        Batch<T> batch = Rebuild(Context.Graph.ScopeOf(time), frames, out long records);
        Context.Report.Add(time, StreamId, OperatorName, records);
        return batch;
    }

    private LaneRing<TItem> Open(int lane)
    {
        var ring = new LaneRing<TItem>(RingCapacity);
        Lanes[lane].Add(ring);
        return ring;
    }

    /// <summary>
    /// The lane asked for, else the one with the fewest producers; of several the first after the input's number, so that inputs of one
    /// connection each do not share one worker.
    /// </summary>
    private int Bind(int? wanted)
    {
        lock (_bound)
        {
            int best = wanted ?? StreamId % _bound.Length;
            for (int i = 1; wanted is null && i < _bound.Length; i++)
            {
                int lane = (StreamId + i) % _bound.Length;
                best = _bound[lane] < _bound[best] ? lane : best;
            }

            _bound[best]++;
            return best;
        }
    }

    private void Unbind(int? lane)
    {
        if (lane is { } home)
        {
            lock (_bound)
            {
                _bound[home]--;
            }
        }
    }

    private void Notify(Action call, string problem)
    {
        try
        {
            call();
        }
        catch (Exception failure)
        {
            _supervisor?.ReportError(problem, failure);
        }
    }

    private void DiscardClosed()
    {
        foreach (RecordList<TItem> items in _closed ?? [])
        {
            Discard(items);
        }

        _closed = null;
    }

    private sealed class CloseTask(Lane<TItem, T>[] lanes, BatchTime next) : IPartitionTask
    {
        private long _records;

        public RecordList<TItem>[] Items { get; } = new RecordList<TItem>[lanes.Length];

        public long Records => _records;

        public void Run(int partition)
        {
            (Items[partition], long records) = lanes[partition].Close(next);
            Interlocked.Add(ref _records, records);
        }
    }
}

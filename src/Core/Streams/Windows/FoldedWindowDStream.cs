namespace HotStream;

/// <summary>
/// A window of folded records. Records are folded into lanes, while they arrive if nothing stands in the way; at every parent batch the
/// lanes are poured into the open pane of each partition's table, and when the window slides, the tables take in the panes that entered
/// and let go of those that left.
/// <para>A batch that fails spoils the windows it is in: they fail with its exception; later ones are right again.</para>
/// </summary>
internal sealed partial class FoldedWindowDStream<TRecord, TKey, TState, TOut> : DStream<TOut>, IAheadFold
{
    private readonly DStream<TRecord> _parent;
    private readonly PaneGrid _grid;
    private readonly FoldTableOperator<TRecord, TKey, TState> _lanes;
    private readonly FoldedInput<TRecord> _input;
    private readonly WindowTable<TKey, TState, TOut>[] _tables;
    private readonly bool _mustCheckpoint;
    private readonly Queue<PaneRecord> _panes = new();
    private PaneRecord _open = new();
    private BatchTime _slidTo;
    private long _lastSeen; // batch time, counted from the zero time
    private Exception? _slideFailure;

    public FoldedWindowDStream(
        DStream<TRecord> parent,
        PaneGrid grid,
        FoldTableOperator<TRecord, TKey, TState> lanes,
        Func<int, WindowTable<TKey, TState, TOut>> createTable,
        int partitions,
        bool mustCheckpoint)
        : base(parent.Context, [parent], lanes.Name, grid.SlideMilliseconds)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        KeptTypes.ThrowIfKeysHoldSlices<TKey>(lanes.Name);
        _parent = parent;
        _grid = grid;
        _lanes = lanes;
        _input = new FoldedInput<TRecord>(parent, lanes);
        _mustCheckpoint = mustCheckpoint;
        _tables = new WindowTable<TKey, TState, TOut>[partitions];
        for (int i = 0; i < partitions; i++)
        {
            _tables[i] = createTable(grid.PanesPerWindow);
        }
    }

    public bool WantsAhead => _input.WantsAhead;

    internal override OrderUse OrderUse => _lanes.OrderUse;

    internal override bool MustCheckpoint => _mustCheckpoint;

    internal override long? KeysHeld
    {
        get
        {
            long keys = 0;
            foreach (WindowTable<TKey, TState, TOut> table in _tables)
            {
                keys += table.KeyCount;
            }

            return keys;
        }
    }

    public void StartAhead() => _input.StartAhead();

    internal override void Advance(BatchTime time)
    {
        long since = time.Milliseconds - Context.ZeroTime.Milliseconds;
        if (!_parent.IsValid(time))
        {
            return;
        }

        PassSkipped(since);
        bool isCovered = _grid.Covers(since);
        Enter(time, isCovered);
        if (isCovered && _grid.EndsPane(since))
        {
            ClosePane();
        }

        if (_grid.Fires(since))
        {
            Slide(time);
        }
    }

    /// <summary>
    /// Batch times that the clock skipped: panes that end there hold what came before and nothing else. What no window can hold any more is
    /// passed over, however long the gap.
    /// </summary>
    private void PassSkipped(long since)
    {
        long step = _parent.SlideMilliseconds;
        for (long time = Math.Max(_lastSeen + step, since - _grid.LengthMilliseconds - _grid.SlideMilliseconds); time < since; time += step)
        {
            if (_grid.Covers(time) && _grid.EndsPane(time))
            {
                ClosePane();
            }
        }

        _lastSeen = since;
    }

    private void ClosePane()
    {
        Array.ForEach(_tables, static table => table.ClosePane());
        _panes.Enqueue(_open);
        _open = new PaneRecord();
    }

    internal override void OnContextStop()
    {
        while (_panes.TryDequeue(out PaneRecord? pane))
        {
            pane.Release();
        }

        _open.Release();
        Array.ForEach(_tables, table => table.Dispose());
    }

    internal override Batch<TOut>? Compute(BatchTime time)
    {
        if (time != _slidTo)
        {
            throw WindowErrors.NotKept(OperatorName, time);
        }

        foreach (PaneRecord pane in _panes)
        {
            if (pane.Failure is not null)
            {
                throw pane.Failure;
            }
        }

        if (_slideFailure is not null)
        {
            throw _slideFailure;
        }

        var batch = new WindowBatch<TKey, TState, TOut>(Context.Graph.ScopeOf(time), OperatorName, _tables, () => _slidTo == time);
        if (!Context.Remembers)
        {
            return batch;
        }

        Batch<TOut> remembered = batch.Cache();
        remembered.Prepare();
        return remembered;
    }

    /// <summary>
    /// Folds a batch into the open pane; one that no window covers is taken and dropped, so that inputs do not fall behind.
    /// </summary>
    private void Enter(BatchTime time, bool isCovered)
    {
        Partial<TRecord>[]? partials = null;
        try
        {
            if (!isCovered && !_input.IsAhead)
            {
                _parent.GetOrCompute(time);
                return;
            }

            partials = _input.Take(time);
            if (partials is null || !isCovered)
            {
                return;
            }

            long keys = 0;
            foreach (Partial<TRecord> partial in partials)
            {
                ((FoldTablePartial<TRecord, TKey, TState>)partial).Table.Deal(_tables.Length);
                keys += partial.Count;
            }

            Context.Graph.Executor.RunAll(new EnterTask(_tables, partials), _tables.Length, isSmall: keys < 4096);
            if (KeyTraits<TState>.MayHoldSlices)
            {
                _open.Retain(Context.Graph.ScopeOf(time));
            }
        }
        catch (Exception failure)
        {
            _open.Failure = failure as BatchFailedException ?? new BatchFailedException(OperatorName, time, -1, failure);
        }
        finally
        {
            _lanes.ReturnAll(partials ?? []);
        }
    }

    private void Slide(BatchTime time)
    {
        _slideFailure = null;
        try
        {
            Context.Graph.Executor.RunAll(new SlideTask(_tables), _tables.Length, isSmall: KeysHeld < 32768);
        }
        catch (Exception failure)
        {
            _slideFailure = new BatchFailedException(OperatorName, time, -1, failure);
        }

        while (_panes.Count > _grid.PanesPerWindow)
        {
            _panes.Dequeue().Release();
        }

        _slidTo = time;
    }

    /// <summary>What belongs to a pane beside its numbers.</summary>
    private sealed class PaneRecord
    {
        private readonly List<BatchScope> _scopes = [];

        public Exception? Failure { get; set; }

        /// <summary>Keeps a batch's text, which states may point into.</summary>
        public void Retain(BatchScope scope)
        {
            scope.Retain();
            _scopes.Add(scope);
        }

        public void Release()
        {
            foreach (BatchScope scope in _scopes)
            {
                scope.Release();
            }

            _scopes.Clear();
        }
    }

    private sealed class EnterTask(WindowTable<TKey, TState, TOut>[] tables, Partial<TRecord>[] lanes) : IPartitionTask
    {
        public void Run(int partition)
        {
            foreach (Partial<TRecord> lane in lanes)
            {
                tables[partition].Enter(((FoldTablePartial<TRecord, TKey, TState>)lane).Table, partition);
            }
        }
    }

    private sealed class SlideTask(WindowTable<TKey, TState, TOut>[] tables) : IPartitionTask
    {
        public void Run(int partition) => tables[partition].Slide();
    }
}

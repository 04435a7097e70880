namespace HotStream.Testing;

/// <summary>
/// What a stream wrote, batch by batch, as a transactional target holds it: a batch can be seen when it is committed, and not before; one
/// that comes again replaces itself. It outlives contexts: every life of a program writes to a sink that <see cref="Open"/> makes. It can
/// be made to refuse records, to fail, to hang, and to come back. Safe from any thread.
/// </summary>
/// <typeparam name="T">Type of the records. Not one with slices, which end with their batch: map those to strings first.</typeparam>
public sealed class RecordingSink<T>
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<BatchTime, IReadOnlyList<T>> _batches = [];
    private readonly Dictionary<BatchTime, int> _commits = [];
    private readonly SortedSet<BatchTime> _changed = [];
    private TaskCompletionSource? _hangs;
    private BatchTime? _failing;
    private int _failuresLeft;

    /// <summary>A target that holds nothing yet.</summary>
    /// <exception cref="NotSupportedException">The records hold slices.</exception>
    public RecordingSink()
    {
        if (HoldsSlice(typeof(T)))
        {
            throw new NotSupportedException($"{typeof(T)} has text of its batch in it, which ends with the batch. Make it a string "
                + "first: stream.Map(record => RecordText.Format(record)), or a field by ToString().");
        }
    }

    /// <summary>Records that the sink refuses, which become dead letters while their batch goes on; null for none.</summary>
    public Func<T, bool>? Refuses { get; set; }

    /// <summary>The batches that were committed, by batch time, each with its records: by partition, in their order. A copy.</summary>
    public IReadOnlyDictionary<BatchTime, IReadOnlyList<T>> Batches
    {
        get
        {
            lock (_gate)
            {
                return new SortedDictionary<BatchTime, IReadOnlyList<T>>(_batches);
            }
        }
    }

    /// <summary>All records, in the order of batches. A copy.</summary>
    public IReadOnlyList<T> Records => [.. Batches.Values.SelectMany(static batch => batch)];

    /// <summary>Batches that were committed more than once: those that came again.</summary>
    public int Repeated
    {
        get
        {
            lock (_gate)
            {
                return _commits.Values.Count(static times => times > 1);
            }
        }
    }

    /// <summary>
    /// Batches that came again with other records than before, whatever their order: empty, unless a source or an operator gives something
    /// else when a batch runs again.
    /// </summary>
    public IReadOnlyList<BatchTime> Changed
    {
        get
        {
            lock (_gate)
            {
                return [.. _changed];
            }
        }
    }

    /// <summary>How often a batch was committed.</summary>
    /// <param name="time">The batch time.</param>
    public int CommitsOf(BatchTime time)
    {
        lock (_gate)
        {
            return _commits.GetValueOrDefault(time);
        }
    }

    /// <summary>A sink into this target, for one stream: a new one for each life.</summary>
    public Sink<T> Open() => OpenFor(gate: null);

    /// <summary>The next batches that have records fail when they are complete.</summary>
    /// <param name="batches">How many.</param>
    public void FailNext(int batches = 1)
    {
        lock (_gate)
        {
            _failuresLeft = batches;
        }
    }

    /// <summary>From now on no batch is complete, until <see cref="ComeBack"/>, or until it is made to stop.</summary>
    public void Hang()
    {
        lock (_gate)
        {
            _hangs ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Ends <see cref="Hang"/> and <see cref="FailNext"/>: what waits is written.</summary>
    public void ComeBack()
    {
        lock (_gate)
        {
            _failuresLeft = 0;
            _hangs?.SetResult();
            _hangs = null;
        }
    }

    internal Sink<T> OpenFor(ICrashGate? gate) => new RecordingTarget<T>(this, gate);

    internal Task AwaitReturn(CancellationToken stop)
    {
        lock (_gate)
        {
            return _hangs?.Task.WaitAsync(stop) ?? Task.CompletedTask;
        }
    }

    internal void Begin()
    {
        lock (_gate)
        {
            _failing = null;
        }
    }

    internal void ThrowIfFailing(BatchTime time)
    {
        lock (_gate)
        {
            if (_failing != time)
            {
                if (_failuresLeft == 0)
                {
                    return;
                }

                _failuresLeft--;
                _failing = time;
            }
        }

        throw new IOException($"The sink was made to fail at {time}.");
    }

    internal void Commit(BatchTime time, IReadOnlyList<T> records)
    {
        lock (_gate)
        {
            if (_batches.TryGetValue(time, out IReadOnlyList<T>? before) && !HasSame(before, records))
            {
                _changed.Add(time);
            }

            _batches[time] = records;
            _commits[time] = _commits.GetValueOrDefault(time) + 1;
        }
    }

    private static bool HasSame(IReadOnlyList<T> one, IReadOnlyList<T> other) =>
        one.Count == other.Count && one.CountBy(static record => (record, 0)).ToDictionary() is var counts
        && other.CountBy(static record => (record, 0)).All(same => counts.GetValueOrDefault(same.Key) == same.Value);

    private static bool HoldsSlice(Type type) =>
        type == typeof(Utf8Slice) || (type.IsGenericType && type.GetGenericArguments().Any(HoldsSlice))
        || (type.GetElementType() is { } element && HoldsSlice(element));
}

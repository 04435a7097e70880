namespace HotStream;

/// <summary>
/// A read-only value that functions on all worker threads share, as Spark's broadcast variables, and that can be replaced between batches:
/// a word list, a model, settings. Get one from <see cref="StreamingContext.Broadcast"/>. Safe from any thread. It is not part of a
/// checkpoint. Do not change what it refers to.
/// </summary>
/// <remarks>
/// A batch sees one value from its first record to its last, on all partitions and in all its outputs, also when it is computed again: the
/// newest when the driver begins the batch, or, when its records are folded while they arrive and a function asks earlier, the newest then.
/// So a <see cref="Replace"/> is seen by the next batch, at the latest by the one after it. Other threads read the newest value.
/// <para>There is neither <c>Unpersist</c> nor <c>Destroy</c>: nothing was copied that could be taken back. To let go of a large value,
/// replace it with a small one; batches in flight keep the old one as long as they need.</para>
/// </remarks>
/// <typeparam name="T">Type of the value.</typeparam>
public sealed class Broadcast<T> : IBroadcast
{
    private readonly SharedVariables _owner;
    private readonly List<Pinned> _pinned = [];
    private Issue _newest;
    private Pinned? _first;  // the two batches asked for last, so that asking takes no lock: one runs, one is open
    private Pinned? _second;

    internal Broadcast(SharedVariables owner, string name, T value)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _owner = owner;
        Name = name;
        _newest = new Issue(value, 1);
        owner.Register(this);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>How many values it has had, the newest included.</summary>
    public long Version => Volatile.Read(ref _newest).Number;

    /// <summary>The value that holds for the batch that asks; outside a batch the newest.</summary>
    public T Value => BatchHere() is { } time ? Of(time) : Volatile.Read(ref _newest).Value;

    /// <summary>Its name and its version; not the value, which may be large.</summary>
    public override string ToString() => $"{Name}, version {Version}";

    /// <summary>Gives it a new value, which batches see that have not asked for theirs; see above.</summary>
    /// <param name="value">The value.</param>
    public void Replace(T value)
    {
        lock (_owner.Gate)
        {
            Volatile.Write(ref _newest, new Issue(value, _newest.Number + 1));
        }
    }

    /// <inheritdoc/>
    void IBroadcast.Begin(BatchTime time) => Pin(time);

    /// <inheritdoc/>
    void IBroadcast.Forget(Predicate<BatchTime> isOver)
    {
        _pinned.RemoveAll(pinned => isOver(pinned.Time));
        _first = null;
        _second = null;
    }

    /// <inheritdoc/>
    IDisposable ISharedVariable.Observe(string context) => EngineMetrics.ObserveBroadcast(context, Name, () => Version);

    private BatchTime? BatchHere() => StageContext.Current is { } run && run.Shared == _owner ? run.Time : _owner.RunningHere;

    private T Of(BatchTime time)
    {
        Pinned? pinned = Volatile.Read(ref _first);
        if (pinned is not null && pinned.Time == time)
        {
            return pinned.Value;
        }

        pinned = Volatile.Read(ref _second);
        if (pinned is not null && pinned.Time == time)
        {
            return pinned.Value;
        }

        lock (_owner.Gate)
        {
            return Pin(time).Value;
        }
    }

    private Pinned Pin(BatchTime time)
    {
        Pinned? pinned = _pinned.Find(known => known.Time == time);
        if (pinned is null)
        {
            pinned = new Pinned(time, _newest.Value);
            _pinned.Add(pinned);
        }

        if (_first?.Time != time)
        {
            Volatile.Write(ref _second, _first);
            Volatile.Write(ref _first, pinned);
        }

        return pinned;
    }

    private sealed record Issue(T Value, long Number);

    private sealed record Pinned(BatchTime Time, T Value);
}

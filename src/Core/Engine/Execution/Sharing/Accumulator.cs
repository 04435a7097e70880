using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// A variable that code on worker threads only adds to, as Spark's <c>AccumulatorV2</c>. Get one from a <see cref="StreamingContext"/>, use
/// it in the functions of operators and outputs, and read <see cref="Value"/> on the driver, for example in <c>ForeachBatch</c>. For one of
/// your own, derive and register it with <see cref="StreamingContext.Accumulator"/>. Safe from any thread; adding inside an operator's
/// function takes no lock. A restarted program begins at zero, unless numbers are asked to be kept (<see cref="LongAccumulator.Keep"/>).
/// </summary>
/// <remarks>
/// Additions of operators' functions are exact: none is lost, and work that is done several times (two outputs read a stream that is not
/// cached, an output is run again) counts once, by the run that saw the most records; a run that throws counts nothing. They count when
/// their batch is closed. (Spark promises this for actions only.) Two calls of an action or operator on a batch are two operators.
/// <para>Everything else counts at once: additions in <c>ForeachBatch</c> and <c>Transform</c> on the driver, in receivers, in keys of
/// <c>SortBy</c>, and on threads that your functions start. After an action on a batch returns, the value holds all that it added;
/// functions of operators cannot read it.</para>
/// </remarks>
/// <typeparam name="TIn">What is added.</typeparam>
/// <typeparam name="TOut">What is read.</typeparam>
public abstract class Accumulator<TIn, TOut> : IAccumulator
{
    private readonly Lock _gate = new();
    private SharedVariables? _owner;
    private int _number;
    private string? _name;
    private bool _isKept;

    /// <summary>The name it was registered with; null before.</summary>
    public string? Name => _name;

    /// <summary>What was added so far.</summary>
    /// <exception cref="InvalidOperationException">Read in the function of an operator.</exception>
    public TOut Value => Snapshot().Result;

    /// <summary>Its name and its value now.</summary>
    public override string ToString() => string.Create(System.Globalization.CultureInfo.InvariantCulture,
        $"{Name ?? GetType().Name.Split('`')[0]} = {Value}");

    /// <summary>Whether nothing was added so far.</summary>
    /// <exception cref="InvalidOperationException">Read in the function of an operator.</exception>
    public bool IsZero => Snapshot().IsResultZero;

    /// <inheritdoc/>
    string ISharedVariable.Name => _name ?? GetType().Name;

    /// <summary>The value of the instances that hold parts, and of the total.</summary>
    protected abstract TOut Result { get; }

    /// <summary>Whether <see cref="Result"/> is that of a new instance.</summary>
    protected abstract bool IsResultZero { get; }

    private Lock Gate => _owner?.Gate ?? _gate;

    /// <summary>Adds a value.</summary>
    /// <param name="value">The value.</param>
    public void Add(TIn value)
    {
        if (StageContext.Current is { } run && run.Shared == _owner && _owner is not null)
        {
            object?[] additions = run.Additions;
            if ((uint)_number < (uint)additions.Length && additions[_number] is { } mine)
            {
                Unsafe.As<Accumulator<TIn, TOut>>(mine).AddValue(value);
            }
            else
            {
                AddFirst(run, value);
            }
        }
        else
        {
            lock (Gate)
            {
                AddValue(value);
            }
        }
    }

    /// <summary>Adds all that another accumulator holds now.</summary>
    /// <param name="other">An accumulator of the same type; left as it is.</param>
    /// <exception cref="InvalidOperationException">Called in the function of an operator.</exception>
    public void Merge(Accumulator<TIn, TOut> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        ThrowIfInside("Merge");
        Accumulator<TIn, TOut> parts = other.Snapshot();
        lock (Gate)
        {
            MergeValue(parts);
        }
    }

    /// <summary>
    /// Back to zero. Additions of functions that run just now count afterwards; so do those of work that was run in part before (by a
    /// <c>Print</c>) and is run in full after, with the part.
    /// </summary>
    /// <exception cref="InvalidOperationException">Called in the function of an operator.</exception>
    public void Reset()
    {
        ThrowIfInside("Reset");
        lock (Gate)
        {
            ResetValue();
            _owner?.DropAdditionsTo(_number);
        }
    }

    /// <inheritdoc/>
    void IAccumulator.Absorb(object additions) => MergeValue((Accumulator<TIn, TOut>)additions);

    /// <inheritdoc/>
    IDisposable? ISharedVariable.Observe(string context) => ToMetric() is { } read
        ? EngineMetrics.ObserveAccumulator(context, _name!, read)
        : null;

    /// <inheritdoc/>
    string? IAccumulator.Save() => _isKept ? All().ToSaved() : null;

    /// <inheritdoc/>
    void IAccumulator.Restore(string saved) => TakeSaved(saved);

    /// <summary>A new instance at zero, of the same type and settings.</summary>
    protected abstract Accumulator<TIn, TOut> CreateZero();

    /// <summary>Adds a value to this instance. Never called by two threads at a time.</summary>
    /// <param name="value">The value.</param>
    protected abstract void AddValue(TIn value);

    /// <summary>
    /// Adds what another instance holds to this one. Must give the same whatever the order of merging, as
    /// additions come from all partitions.
    /// </summary>
    /// <param name="other">An instance made by <see cref="CreateZero"/>, or this type's total.</param>
    protected abstract void MergeValue(Accumulator<TIn, TOut> other);

    /// <summary>Puts this instance back to zero.</summary>
    protected abstract void ResetValue();

    /// <summary>
    /// How to read the value as a number for the instrument <c>hotstream.accumulator.value</c>; null for an
    /// accumulator that is not one number.
    /// </summary>
    private protected virtual Func<double>? ToMetric() => null;

    /// <summary>What this instance holds, in words that <see cref="TakeSaved"/> reads.</summary>
    private protected virtual string? ToSaved() => null;

    /// <summary>Puts what <see cref="ToSaved"/> gave in place of what this instance holds.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    private protected virtual void TakeSaved(string saved)
    {
    }

    private protected void KeepValue()
    {
        if (_owner is not { HasBegun: false })
        {
            throw new InvalidOperationException($"{Name ?? GetType().Name} is kept if that is asked for before its context starts.");
        }

        _isKept = true;
    }

    /// <summary>An instance of its own that holds everything added so far.</summary>
    /// <exception cref="InvalidOperationException">Called in the function of an operator.</exception>
    private protected Accumulator<TIn, TOut> Snapshot()
    {
        ThrowIfInside("Value");
        lock (Gate)
        {
            return All();
        }
    }

    /// <summary>Under the lock.</summary>
    private Accumulator<TIn, TOut> All()
    {
        Accumulator<TIn, TOut> all = CreateZero();
        all.MergeValue(this);
        foreach (object additions in _owner?.AdditionsTo(_number) ?? [])
        {
            all.MergeValue((Accumulator<TIn, TOut>)additions);
        }

        return all;
    }

    internal void Register(SharedVariables owner, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        if (_owner is not null)
        {
            throw new InvalidOperationException($"Accumulator {_name} is registered already; make one for each name and context.");
        }

        _name = name;
        try
        {
            _number = owner.Register(this);
        }
        catch
        {
            _name = null;
            throw;
        }

        _owner = owner;
    }

    private void ThrowIfInside(string member)
    {
        if (_owner is not null && StageContext.Current?.Shared == _owner)
        {
            throw new InvalidOperationException(
                $"{member} of accumulator {_name} was called in the function of an operator, which knows its own partition only. Call it "
                + "on the driver: in ForeachBatch after an action, or from another thread.");
        }
    }

    private void AddFirst(StageContext run, TIn value)
    {
        if (_number >= run.Additions.Length)
        {
            object?[] additions = new object?[_number + 1];
            run.Additions.CopyTo(additions, 0);
            run.Additions = additions;
        }

        Accumulator<TIn, TOut> mine = CreateZero();
        mine.AddValue(value);
        run.Additions[_number] = mine;
    }
}

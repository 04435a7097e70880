using System.Diagnostics.CodeAnalysis;

namespace HotStream;

/// <summary>
/// Rows folded by their keys: numbers for the keys first, then each aggregate by number. Groups for which there is no room are saved, dealt
/// to parts by their keys, and folding begins anew: a group may then be saved several times.
/// </summary>
internal sealed unsafe class AggregateSink : ColumnSink, IRested, IDisposable
{
    private readonly AggregatePlan _plan;
    private readonly int _level;
    private readonly ColumnProgram _program;
    private readonly ColumnVector[] _computed;
    private readonly DataType[] _output;
    private readonly int _keys;
    private readonly NativeBlock _numbers = new(sizeof(int) * ColumnBatch.MaxRows * 2);
    private readonly ColumnBatch _filtered = new();
    private readonly Execution _run;
    private readonly Held _held;
    private Grouping _grouping;
    private Part[] _parts;
    private StateRows _states;
    private int _first; // of the groups there were when no more rows came, the least and the last number
    private int _limit;
    private int _partition;
    private int _partitions = 1;

    /// <summary>Creates an empty one.</summary>
    /// <param name="plan">Keys and aggregates.</param>
    /// <param name="run">The query.</param>
    /// <param name="level">How often the keys that come were dealt to parts already.</param>
    public AggregateSink(AggregatePlan plan, Execution run, int level = 0)
    {
        _plan = plan;
        _run = run;
        _level = level;
        run.Own(this);
        _keys = plan.Keys.Count;
        _held = new Held(run.Memory, "groups", maySpill: _keys > 0);
        _output = [.. plan.Output.Select(column => column.Type)];
        Bound[] expressions = [.. plan.Keys.Select(key => key.Expression), .. plan.Aggregates.SelectMany(one => one.Aggregate.Inputs)];
        _program = new ColumnProgram(expressions, plan.Inputs[0].Output);
        _computed = new ColumnVector[expressions.Length];
        Begin();
    }

    /// <summary>What was saved, by part; null while all groups are in memory.</summary>
    public DealtRows? Saved { get; private set; }

    public long Bytes => _held.Bytes;

    public override bool Push(ColumnBatch batch)
    {
        _program.Run(batch, _computed);
        int* groups = (int*)_numbers.Pointer;
        RowSet rows = batch.Rows;
        _grouping.FindOrAdd(_computed.AsSpan(0, _keys), rows, groups);
        _states.Reserve(_grouping.Limit);
        int step = _states.RowsAtOnce;
        _states.Fetch(groups, Math.Min(step, rows.Count));
        for (int start = 0; start < rows.Count; start += step)
        {
            int next = Math.Min(start + step, rows.Count);
            _states.Fetch(groups + next, Math.Min(step, rows.Count - next));
            Update(rows.Slice(start, next - start), groups + start);
        }

        SpillIfTight();
        return true;
    }

    private void Update(RowSet rows, int* groups)
    {
        foreach (Part part in _parts)
        {
            ReadOnlySpan<ColumnVector> inputs = _computed.AsSpan(part.First, part.Count);
            if (part.HasFilter)
            {
                int* kept = (int*)_numbers.Pointer + ColumnBatch.MaxRows;
                RowSet passing = Filter(rows, _computed[part.First + part.Count], groups, kept);
                part.State.Update(inputs, passing, kept, _grouping.Limit);
            }
            else
            {
                part.State.Update(inputs, rows, groups, _grouping.Limit);
            }
        }
    }

    /// <summary>Groups there are, or one more.</summary>
    public int Groups => _grouping.Limit;

    /// <summary>So many groups are to come.</summary>
    public void Expect(int groups)
    {
        _grouping.Expect(groups);
        _states.Reserve(groups);
    }

    /// <summary>No more rows come: it can be merged into others, or saved.</summary>
    public override void Complete()
    {
        _states.Reserve(_grouping.Limit);
        (_first, _limit) = (_grouping.First, _grouping.Limit);
        _held.Count(BytesNow());
        if (_keys > 0)
        {
            _held.Rest(this);
        }
    }

    /// <summary>It is about to be read.</summary>
    public void Wake() => _held.Wake(this);

    /// <summary>Saves the last groups: what was saved may be read.</summary>
    public void SaveRest()
    {
        Spill();
        Saved!.Complete();
    }

    /// <summary>Saves all groups.</summary>
    public void Spill()
    {
        _states.Reserve(_grouping.Limit);
        DataType[] types = [.. _output.Take(_keys), .. _parts.SelectMany(part => part.State.SavedTypes)];
        Saved ??= new DealtRows(types, KeyParts.Count, _run, "groups", isOnDisk: true);
        var batch = new ColumnBatch([.. types.Select(type => new ColumnVector(type))]);
        int most = StoredRows.RowsOf(_run.Memory.BlockBytes, BytesNow(), _grouping.Count);
        int next = _grouping.First;
        while (_grouping.Take(ref next, _grouping.Limit, Numbers[..most], _partition, _partitions) is > 0 and int taken)
        {
            ReadOnlySpan<int> some = Numbers[..taken];
            _grouping.WriteKeys(some, batch.Columns.AsSpan(0, _keys));
            int column = _keys;
            foreach (Part part in _parts)
            {
                Span<ColumnVector> saved = batch.Columns.AsSpan(column, part.State.SavedTypes.Count);
                foreach (ColumnVector one in saved)
                {
                    one.ClearNulls();
                }

                part.State.Save(some, saved);
                column += saved.Length;
            }

            batch.SetLength(some.Length);
            Deal(some, batch);
        }

        Saved.Count();
        batch.DisposeColumns();
        DisposeGroups();
        Begin();
        _held.Count(0);
    }

    /// <summary>Adds groups that were saved.</summary>
    public void Load(StoredRows saved)
    {
        using var reader = new StoredReader(saved, _run.Cancellation);
        int* groups = (int*)_numbers.Pointer;
        while (reader.Next())
        {
            ReadOnlySpan<ColumnVector> columns = reader.Batch.Columns;
            _grouping.FindOrAdd(columns[.._keys], reader.Batch.Rows, groups);
            _states.Reserve(_grouping.Limit);
            int column = _keys;
            foreach (Part part in _parts)
            {
                int width = part.State.SavedTypes.Count;
                part.State.Load(columns.Slice(column, width), reader.Batch.Length, groups, _grouping.Limit);
                column += width;
            }

            SpillIfTight();
        }
    }

    /// <summary>
    /// So many groups will not move what others read of those there are: then each of several can add what belongs to its partition from
    /// all others, in place. False where that cannot be.
    /// </summary>
    public bool TryHoldStill(int groups)
    {
        if (_keys == 0 || !Array.TrueForAll(_parts, static part => part.State.IsOfFixedSize) || !_grouping.TryHoldStill(groups))
        {
            return false;
        }

        _states.Reserve(groups);
        (_first, _limit) = (_grouping.First, _grouping.Limit);
        return true;
    }

    /// <summary>Of its groups only those count from now on whose keys belong to a partition of so many.</summary>
    public void KeepOnly(int partition, int partitions) => (_partition, _partitions) = (partition, partitions);

    /// <summary>
    /// Adds the groups of another one whose keys belong to a partition of so many. Several may do so at the same time, each for another
    /// partition, and to each other while they hold still.
    /// </summary>
    public void Merge(AggregateSink other, int partition, int partitions)
    {
        var keys = new ColumnBatch([.. _output.Take(_keys).Select(type => new ColumnVector(type))]);
        int* groups = (int*)_numbers.Pointer;
        int next = other._first;
        while (other._grouping.Take(ref next, other._limit, Numbers, partition, partitions) is > 0 and int taken)
        {
            other._grouping.WriteKeys(Numbers[..taken], keys.Columns);
            _grouping.FindOrAdd(keys.Columns, new RowSet(taken, null, taken), groups);
            _states.Reserve(_grouping.Limit);
            int step = _states.RowsAtOnce;
            for (int start = 0; start < taken; start += step)
            {
                ReadOnlySpan<int> some = Numbers[start..Math.Min(start + step, taken)];
                _states.Fetch(groups + start, some.Length);
                for (int i = 0; i < _parts.Length; i++)
                {
                    _parts[i].State.Merge(other._parts[i].State, some, groups + start, _grouping.Limit);
                }
            }
        }

        for (int i = 0; i < _parts.Length; i++)
        {
            _parts[i].State.EndMerge(other._parts[i].State, _grouping.Limit);
        }

        keys.DisposeColumns();
        _held.Count(BytesNow());
    }

    /// <summary>Pushes a row for each group; false when no more are wanted.</summary>
    public bool PushTo(ColumnSink sink)
    {
        _states.Reserve(_grouping.Limit);
        var batch = new ColumnBatch([.. _output.Select(type => new ColumnVector(type))]);
        using var texts = new Utf8Arena();
        bool wanted = true;
        int next = _grouping.First;
        while (wanted && _grouping.Take(ref next, _grouping.Limit, Numbers, _partition, _partitions) is > 0 and int taken)
        {
            texts.Clear();
            ReadOnlySpan<int> part = Numbers[..taken];
            _grouping.WriteKeys(part, batch.Columns.AsSpan(0, _keys));
            for (int i = 0; i < _parts.Length; i++)
            {
                batch.Columns[_keys + i].ClearNulls();
                _parts[i].State.Finish(part, batch.Columns[_keys + i], texts);
            }

            batch.SetLength(part.Length);
            wanted = sink.Push(batch);
        }

        batch.DisposeColumns();
        return wanted;
    }

    public void Dispose()
    {
        if (!_run.Disown(this))
        {
            return;
        }

        _held.Dispose();
        _program.Dispose();
        _numbers.Dispose();
        DisposeGroups();
        Saved?.Dispose();
    }

    /// <summary>Room for the numbers of groups that are read.</summary>
    private Span<int> Numbers => new((int*)_numbers.Pointer + ColumnBatch.MaxRows, ColumnBatch.MaxRows);

    [MemberNotNull(nameof(_grouping), nameof(_parts), nameof(_states))]
    private void Begin()
    {
        _grouping = Grouping.Create([.. _plan.Keys.Select(key => key.Expression.Type)]);
        _states = new StateRows();
        var parts = new List<Part>();
        int first = _keys;
        foreach (BoundAggregate aggregate in _plan.Aggregates.Select(one => one.Aggregate))
        {
            DataType[] types = [.. aggregate.Arguments.Select(argument => argument.Type)];
            AggregateState state = aggregate.IsDistinct ? new DistinctState(aggregate.State(), types) : aggregate.State();
            state.Join(_states);
            parts.Add(new Part(state, first, types.Length, aggregate.HasFilter));
            first += aggregate.Inputs.Count;
        }

        _parts = [.. parts];
    }

    private void DisposeGroups()
    {
        _grouping.Dispose();
        _states.Dispose();
        foreach (Part part in _parts)
        {
            part.State.Dispose();
        }
    }

    private long BytesNow()
    {
        long bytes = _grouping.Bytes + _states.BytesOf(_grouping.Limit);
        foreach (Part part in _parts)
        {
            bytes += part.State.Bytes;
        }

        return bytes;
    }

    private void SpillIfTight()
    {
        long bytes = BytesNow();
        if (!_held.MustSpill(bytes))
        {
            return;
        }

        _held.Count(bytes);

        if (_keys > 0 && _level < KeyParts.Levels && _grouping.Count > 1)
        {
            Spill();
        }
        else
        {
            _run.Memory.Check(_keys == 0 ? "the values of all rows together" : "the values of one group");
        }
    }

    /// <summary>Deals groups that were written into a batch to the parts of their keys.</summary>
    private void Deal(ReadOnlySpan<int> numbers, ColumnBatch batch)
    {
        Span<byte> parts = stackalloc byte[ColumnBatch.MaxRows];
        for (int i = 0; i < numbers.Length; i++)
        {
            parts[i] = (byte)KeyParts.Of(_grouping.HashOf(numbers[i]), _level);
        }

        Saved!.Deal(parts[..numbers.Length], batch.Columns, batch.Rows);
    }

    /// <summary>The rows in which a condition is true, and their groups.</summary>
    private RowSet Filter(RowSet rows, ColumnVector truth, int* groups, int* kept)
    {
        int count = 0;
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (truth.GetBoolean(row) && !truth.IsNull(row))
            {
                _filtered.Places[count] = (ushort)row;
                kept[count++] = groups[i];
            }
        }

        return new RowSet(rows.Length, _filtered.Places, count);
    }

    private sealed record Part(AggregateState State, int First, int Count, bool HasFilter);
}

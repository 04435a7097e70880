namespace HotStream;

/// <summary>Rows folded by their keys: numbers for the keys first, then each aggregate by number.</summary>
internal sealed unsafe class AggregateSink : ColumnSink, IDisposable
{
    private readonly ColumnProgram _program;
    private readonly ColumnVector[] _computed;
    private readonly Grouping _grouping;
    private readonly Part[] _parts;
    private readonly StateRows _states = new();
    private readonly DataType[] _output;
    private readonly int _keys;
    private readonly NativeBlock _numbers = new(sizeof(int) * ColumnBatch.MaxRows * 2);
    private readonly ColumnBatch _filtered = new();
    private readonly Execution _run;
    private long _charged;

    public AggregateSink(AggregatePlan plan, Execution run)
    {
        _run = run;
        _keys = plan.Keys.Count;
        _output = [.. plan.Output.Select(column => column.Type)];
        var expressions = new List<Bound>(plan.Keys.Select(key => key.Expression));
        var parts = new List<Part>();
        foreach (BoundAggregate aggregate in plan.Aggregates.Select(one => one.Aggregate))
        {
            DataType[] types = [.. aggregate.Arguments.Select(argument => argument.Type)];
            AggregateState state = aggregate.IsDistinct ? new DistinctState(aggregate.State(), types) : aggregate.State();
            state.Join(_states);
            parts.Add(new Part(state, expressions.Count, types.Length, aggregate.HasFilter));
            expressions.AddRange(aggregate.Inputs);
        }

        _parts = [.. parts];
        _program = new ColumnProgram(expressions, plan.Inputs[0].Output);
        _computed = new ColumnVector[expressions.Count];
        _grouping = Grouping.Create([.. plan.Keys.Select(key => key.Expression.Type)]);
    }

    public override bool Push(ColumnBatch batch)
    {
        _program.Run(batch, _computed);
        int* groups = (int*)_numbers.Pointer;
        RowSet rows = batch.Rows;
        _grouping.FindOrAdd(_computed.AsSpan(0, _keys), rows, groups);
        _states.Reserve(_grouping.Limit);
        _states.Fetch(groups, rows.Count);
        foreach (Part part in _parts)
        {
            ReadOnlySpan<ColumnVector> inputs = _computed.AsSpan(part.First, part.Count);
            if (part.HasFilter)
            {
                part.State.Update(inputs, Filter(batch, _computed[part.First + part.Count], groups), groups
                    + ColumnBatch.MaxRows, _grouping.Limit);
            }
            else
            {
                part.State.Update(inputs, rows, groups, _grouping.Limit);
            }
        }

        Charge();
        return true;
    }

    /// <summary>Groups there are, or one more.</summary>
    public int Groups => _grouping.Limit;

    /// <summary>So many groups are to come.</summary>
    public void Expect(int groups)
    {
        _grouping.Expect(groups);
        _states.Reserve(groups);
    }

    /// <summary>No more rows come: it can be merged into others.</summary>
    public override void Complete() => _states.Reserve(_grouping.Limit);

    /// <summary>
    /// Adds the groups of another one whose keys belong to a partition of so many. Several may do so at the same time, each for another
    /// partition.
    /// </summary>
    public void Merge(AggregateSink other, int partition, int partitions)
    {
        int[] numbers = other._grouping.Numbers();
        int count = partitions == 1 ? numbers.Length : other._grouping.Keep(numbers, partition, partitions);
        int[] mapped = new int[other._grouping.Limit];
        Array.Fill(mapped, -1);
        var keys = new ColumnBatch([.. _output.Take(_keys).Select(type => new ColumnVector(type))]);
        int* groups = (int*)_numbers.Pointer;
        for (int start = 0; start < count; start += ColumnBatch.MaxRows)
        {
            ReadOnlySpan<int> part = numbers.AsSpan(start, Math.Min(ColumnBatch.MaxRows, count - start));
            other._grouping.WriteKeys(part, keys.Columns);
            _grouping.FindOrAdd(keys.Columns, new RowSet(part.Length, null, part.Length), groups);
            for (int i = 0; i < part.Length; i++)
            {
                mapped[part[i]] = groups[i];
            }
        }

        _states.Reserve(_grouping.Limit);
        for (int i = 0; i < _parts.Length; i++)
        {
            _parts[i].State.Merge(other._parts[i].State, mapped, _grouping.Limit);
        }

        keys.DisposeColumns();
        Charge();
    }

    /// <summary>Pushes a row for each group.</summary>
    public void PushTo(ColumnSink sink)
    {
        int[] numbers = _grouping.Numbers();
        _states.Reserve(_grouping.Limit);
        var batch = new ColumnBatch([.. _output.Select(type => new ColumnVector(type))]);
        using var texts = new Utf8Arena();
        bool wanted = true;
        for (int start = 0; start < numbers.Length && wanted; start += ColumnBatch.MaxRows)
        {
            texts.Clear();
            ReadOnlySpan<int> part = numbers.AsSpan(start, Math.Min(ColumnBatch.MaxRows, numbers.Length - start));
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
    }

    public void Dispose()
    {
        _run.Charge(-_charged, "groups");
        _charged = 0;
        _program.Dispose();
        _grouping.Dispose();
        _numbers.Dispose();
        _states.Dispose();
        foreach (Part part in _parts)
        {
            part.State.Dispose();
        }
    }

    private void Charge()
    {
        long bytes = _grouping.Bytes + (_grouping.Limit * (long)_states.Stride);
        foreach (Part part in _parts)
        {
            bytes += part.State.Bytes;
        }

        if (bytes - _charged > 1 << 20)
        {
            _run.Charge(bytes - _charged, "groups");
            _charged = bytes;
        }
    }

    /// <summary>The rows in which a condition is true, and behind the groups of all rows those of these.</summary>
    private RowSet Filter(ColumnBatch batch, ColumnVector truth, int* groups)
    {
        int kept = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            int row = batch.PlaceOf(i);
            if (truth.GetBoolean(row) && !truth.IsNull(row))
            {
                _filtered.Places[kept] = (ushort)row;
                groups[ColumnBatch.MaxRows + kept++] = groups[i];
            }
        }

        return new RowSet(batch.Length, _filtered.Places, kept);
    }

    private sealed record Part(AggregateState State, int First, int Count, bool HasFilter);
}

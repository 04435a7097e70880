namespace HotStream.Bench;

/// <summary>
/// The kernels of a query over groups, called by hand, on one thread: without a session, a plan, a program and memory that is counted.
/// What a query takes more is what being a query costs.
/// </summary>
internal sealed unsafe class WiredKernels : ColumnSink, IDisposable
{
    private readonly bool _filters;
    private readonly Grouping _grouping = Grouping.Create([DataType.String]);
    private readonly StateRows _states = new();
    private readonly AggregateState[] _aggregates;
    private readonly int[] _groups = GC.AllocateUninitializedArray<int>(ColumnBatch.MaxRows, pinned: true);
    private readonly ushort[] _places = GC.AllocateUninitializedArray<ushort>(ColumnBatch.MaxRows, pinned: true);

    private WiredKernels(bool filters)
    {
        _filters = filters;
        _aggregates = filters ? [new CountState(), Sum()]
            : [new CountState(), Sum(), new ExtremeState<KeepsLeast, long>(), new ExtremeState<KeepsGreatest, long>()];
        Array.ForEach(_aggregates, one => one.Join(_states));

        static AggregateState Sum() => new FoldState<SumLong, long, SumState<long>, long>();
    }

    public static JobOutcome Filter(FrameRows rows)
    {
        var kernels = new WiredKernels(true);
        rows.Source.Parts = 1;
        rows.Source.Read(0, [0, 4, 3, 2], kernels, CancellationToken.None);
        return new JobOutcome(rows.Count, () =>
        {
            var answer = default(JobAnswer);
            kernels.ForAll((key, values) => answer = FrameRows.Add(answer, key.ToString(), values[0], values[1], 0, 0));
            kernels.Dispose();
            return answer with { Total = rows.Count };
        });
    }

    public static JobOutcome Group(FrameRows rows)
    {
        using var kernels = new WiredKernels(false);
        rows.Source.Parts = 1;
        rows.Source.Read(0, [0, 4], kernels, CancellationToken.None);
        var all = new KeyState { Min = long.MaxValue, Max = long.MinValue };
        kernels.ForAll((_, values) => all = new KeyState
        {
            Count = all.Count + values[0],
            Sum = all.Sum + values[1],
            Min = Math.Min(all.Min, values[2]),
            Max = Math.Max(all.Max, values[3]),
        });
        return new JobOutcome(rows.Count, () =>
            FrameRows.Add(default, "all", all.Count, all.Sum, all.Min, all.Max) with { Total = rows.Count });
    }

    public override bool Push(ColumnBatch batch)
    {
        var rows = _filters ? Passing(batch) : batch.Rows;
        fixed (int* groups = _groups)
        {
            _grouping.FindOrAdd(batch.Columns.AsSpan(0, 1), rows, groups);
            _states.Reserve(_grouping.Limit);
            var step = _states.RowsAtOnce;
            for (var start = 0; start < rows.Count; start += step)
            {
                var some = Math.Min(step, rows.Count - start);
                _states.Fetch(groups + start, some);
                foreach (var one in _aggregates)
                    one.Update(batch.Columns.AsSpan(1, 1), rows.Slice(start, some), groups + start, _grouping.Limit);
            }
        }

        return true;
    }

    public void Dispose()
    {
        _grouping.Dispose();
        _states.Dispose();
    }

    private RowSet Passing(ColumnBatch batch)
    {
        var celsius = batch.Columns[2].Values<double>();
        var cities = batch.Columns[3].Values<Utf8Slice>();
        var count = 0;
        for (var row = 0; row < batch.Length; row++)
        {
            _places[count] = (ushort)row;
            count += celsius[row] > 20 && cities[row].Bytes.StartsWith("city-1"u8) ? 1 : 0;
        }

        return new RowSet(batch.Length, (ushort*)System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(_places, 0), count);
    }

    private void ForAll(Action<Utf8Slice, long[]> use)
    {
        using var keys = new ColumnVector(DataType.String);
        using var texts = new Utf8Arena();
        ColumnVector[] results = [.. _aggregates.Select(_ => new ColumnVector(DataType.Long))];
        var numbers = new int[ColumnBatch.MaxRows];
        var values = new long[results.Length];
        var next = _grouping.First;
        while (Grouping.Take(ref next, _grouping.Limit, numbers) is > 0 and int taken)
        {
            _grouping.WriteKeys(numbers.AsSpan(0, taken), [keys]);
            for (var i = 0; i < results.Length; i++)
                _aggregates[i].Finish(numbers.AsSpan(0, taken), results[i], texts);
            for (var i = 0; i < taken; i++)
            {
                for (var column = 0; column < values.Length; column++)
                    values[column] = results[column].Values<long>()[i];
                use(keys.Values<Utf8Slice>()[i], values);
            }
        }

        Array.ForEach(results, static one => one.Dispose());
    }
}

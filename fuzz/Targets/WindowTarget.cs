namespace HotStream.Fuzz.Targets;

/// <summary>
/// The tables of a window against dictionaries of its panes: the input is read as a shape (panes in the window, panes a slide, partitions,
/// how it is computed) and then as operations: records, ends of batches, ends of panes.
/// </summary>
internal sealed unsafe class WindowTarget : IFuzzTarget
{
    private const int MostRecords = 8000;

    private readonly List<Dictionary<long, List<long>>> _panes = [];
    private readonly HashSet<long> _everSeen = [];

    public string Name => "window";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, 2, 0, 1, 0, 1, 5, 2, 3, 1, 1, 9, 2, 3, 2, 3, 2, 3],
        [1, 4, 1, 2, 0, 7, 5, 1, 7, 6, 2, 4, 200, 1, 2, 3, 0, 8, 1, 2, 3, 2, 3, 2, 3, 2, 3],
        [2, 6, 2, 0, 4, 255, 0, 2, 3, 4, 255, 9, 2, 3, 4, 9, 50, 2, 3, 2, 3, 2, 3],
        [3, 0, 0, 3, 0, 1, 1, 2, 3, 1, 1, 1, 2, 3],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        var operations = new OperationReader(input);
        int kind = operations.Byte() % 4;
        int panes = 1 + (operations.Byte() % 12);
        int panesPerSlide = Math.Min(panes, 1 + (operations.Byte() % 4)); // panes between two windows never reach a table
        int partitions = 1 + (operations.Byte() % 3);
        var tables = new WindowTable<long, long, KeyValuePair<long, long>>[partitions];
        for (int i = 0; i < partitions; i++)
        {
            tables[i] = Create(kind, panes);
        }

        FoldTable<long, long>[] lanes = [new(), new()];
        _panes.Clear();
        _panes.Add([]);
        _everSeen.Clear();
        int records = 0;
        while (!operations.IsAtEnd)
        {
            switch (operations.Byte() % 5)
            {
                case 0 or 1:
                    records += Add(kind, lanes[operations.Byte() % 2], operations.Byte() % 16, 1, operations.Byte());
                    break;
                case 4:
                    int count = Math.Min(operations.Byte() * 8, MostRecords - records);
                    records += Add(kind, lanes[0], operations.Byte() * 100L, count, 3);
                    break;
                case 2:
                    EndBatch(tables, lanes);
                    break;
                default:
                    EndBatch(tables, lanes);
                    EndPane(kind, tables, panes, panesPerSlide);
                    break;
            }
        }

        foreach (WindowTable<long, long, KeyValuePair<long, long>> table in tables)
        {
            table.Dispose();
        }

        foreach (FoldTable<long, long> lane in lanes)
        {
            lane.Dispose();
        }
    }

    private static WindowTable<long, long, KeyValuePair<long, long>> Create(int kind, int panes) => kind switch
    {
        0 =>
            WindowTables.Inverse<long, long, long, SumAggregate<long>, KeyValuePair<long, long>, PairResult<long, long, long,
                Identity<long>>>(panes, default, default),
        1 =>
            WindowTables.Inverse<long, long, long, InverseReduceAggregate<long>, KeyValuePair<long, long>, PairResult<long,
                long, long, Identity<long>>>(
            panes, new((a, b) => a + b, (a, b) => a - b), default, keepsEmptyKeys: true),
        2 =>
            WindowTables.Blocks<long, long, long, MaxAggregate<long>, KeyValuePair<long, long>, PairResult<long, long, long,
                Identity<long>>>(panes, default, default),
        _ =>
            WindowTables.Blocks<long, long, long, ReduceAggregate<long>, KeyValuePair<long, long>, PairResult<long, long, long,
                Identity<long>>>(panes, new(Math.Min), default),
    };

    private int Add(int kind, FoldTable<long, long> lane, long first, int count, long value)
    {
        int* groups = stackalloc int[Block.Size];
        for (int start = 0; start < count; start += Block.Size)
        {
            var keys = new long[Math.Min(Block.Size, count - start)];
            var values = new long[keys.Length];
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = (first + start + i) * 0x9E3779B97F4A7C1;
                values[i] = value - i;
                if (!_panes[^1].TryGetValue(keys[i], out List<long>? list))
                {
                    _panes[^1][keys[i]] = list = [];
                }

                list.Add(values[i]);
            }

            lane.Locate(keys, groups);
            switch (kind)
            {
                case 2:
                    lane.Fold(groups, values, default(MaxAggregate<long>));
                    break;
                case 3:
                    lane.Fold(groups, values, new ReduceAggregate<long>(Math.Min));
                    break;
                default:
                    lane.Fold(groups, values, default(SumAggregate<long>));
                    break;
            }
        }

        return count;
    }

    private static void EndBatch(WindowTable<long, long, KeyValuePair<long, long>>[] tables, FoldTable<long, long>[] lanes)
    {
        foreach (FoldTable<long, long> lane in lanes)
        {
            lane.Deal(tables.Length);
            for (int partition = 0; partition < tables.Length; partition++)
            {
                tables[partition].Enter(lane, partition);
            }

            lane.Reset();
        }
    }

    private void EndPane(int kind, WindowTable<long, long, KeyValuePair<long, long>>[] tables, int panes, int panesPerSlide)
    {
        foreach (WindowTable<long, long, KeyValuePair<long, long>> table in tables)
        {
            table.ClosePane();
        }

        if (_panes.Count % panesPerSlide == 0)
        {
            var found = new List<KeyValuePair<long, long>>();
            foreach (WindowTable<long, long, KeyValuePair<long, long>> table in tables)
            {
                table.Slide();
                table.Emit(new ListStage<KeyValuePair<long, long>>(found, int.MaxValue));
            }

            found.Sort((a, b) => a.Key.CompareTo(b.Key));
            List<KeyValuePair<long, long>> expected = Expected(kind, panes);
            Check.Same(expected.Count, found.Count, "keys");
            for (int i = 0; i < expected.Count; i++)
            {
                Check.Same(expected[i], found[i], "entry", i);
            }
        }

        _panes.Add([]);
    }

    private List<KeyValuePair<long, long>> Expected(int kind, int panes)
    {
        var window = new SortedDictionary<long, List<long>>();
        for (int pane = Math.Max(0, _panes.Count - panes); pane < _panes.Count; pane++)
        {
            foreach ((long key, List<long> values) in _panes[pane])
            {
                if (!window.TryGetValue(key, out List<long>? list))
                {
                    window[key] = list = [];
                }

                list.AddRange(values);
                _everSeen.Add(key);
            }
        }

        if (kind == 1)
        {
            foreach (long key in _everSeen)
            {
                window.TryAdd(key, []);
            }
        }

        return [.. window.Select(entry => KeyValuePair.Create(entry.Key, kind switch
        {
            2 => entry.Value.Max(),
            3 => entry.Value.Min(),
            _ => entry.Value.Sum(),
        }))];
    }
}

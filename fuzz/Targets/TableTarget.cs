namespace HotStream.Fuzz.Targets;

/// <summary>
/// A group table against a dictionary: the input is read as operations. How a key is read is the derived target's affair. The first byte
/// chooses the vector width.
/// </summary>
internal abstract class TableTarget<TKey, TName> : IFuzzTarget
    where TKey : notnull
    where TName : notnull
{
    private const int MostRecords = 12_000; // of one input: several doublings, and still hundreds of inputs a second

    private readonly Dictionary<TName, long> _expected = [];
    private readonly List<TName> _order = [];
    private int _recordsLeft;

    public abstract string Name { get; }

    public abstract IReadOnlyList<byte[]> Seeds { get; }

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        var operations = new OperationReader(input);
        string width = KernelCatalog.Supported[operations.Byte() % KernelCatalog.Supported.Count];
        using var table = new GroupTable<TKey, long>(KeyIndex<TKey>.Create(width));
        _expected.Clear();
        _order.Clear();
        _recordsLeft = MostRecords;
        while (!operations.IsAtEnd)
        {
            Step(table, ref operations);
            Check.Same(_order.Count, table.Count, "count");
        }

        Compare(table);
        EndBatch();
    }

    /// <summary>A key from the input, and the name by which the dictionary knows it.</summary>
    protected abstract (TKey Key, TName Name) ReadKey(ref OperationReader operations);

    /// <summary>The name of a key that came out of the table.</summary>
    protected abstract TName NameOf(TKey key);

    /// <summary>A key made from a number, for long runs of keys out of few bytes.</summary>
    protected abstract (TKey Key, TName Name) MakeKey(ulong number);

    /// <summary>Takes back the memory of keys read so far.</summary>
    protected virtual void EndBatch()
    {
    }

    private void Step(GroupTable<TKey, long> table, ref OperationReader operations)
    {
        switch (operations.Byte() % 8)
        {
            case 0:
                Clear(table);
                break;
            case 1:
                (TKey sought, TName name) = ReadKey(ref operations);
                Check.Same(_expected.TryGetValue(name, out long known), table.TryGet(sought, out long found), "TryGet");
                Check.Same(known, found, "state found");
                break;
            case 2 or 3:
                (TKey key, TName added) = ReadKey(ref operations);
                long initial = operations.Byte();
                ref long state = ref table.GetOrAdd(key, initial);
                Check.Same(_expected.GetValueOrDefault(added, initial), state, "GetOrAdd");
                state++;
                Add(added, _expected.ContainsKey(added) ? 1 : initial + 1);
                break;
            case 4 or 5:
                AccumulateRun(table, operations.Byte() * 8, operations.Word(), operations.Byte());
                break;
            case 6:
                AccumulateRead(table, operations.Byte() % 20, ref operations);
                break;
            default:
                EndBatch(); // the table must have copied what it keeps
                break;
        }
    }

    private void AccumulateRun(GroupTable<TKey, long> table, int count, ulong first, byte stride)
    {
        count = Math.Min(count, _recordsLeft);
        _recordsLeft -= count;
        var keys = new TKey[count];
        var values = new long[count];
        for (int i = 0; i < count; i++)
        {
            (keys[i], TName name) = MakeKey(first + ((ulong)i * stride));
            values[i] = i;
            Add(name, i);
        }

        table.Accumulate(keys, values, default(SumAggregate<long>));
    }

    private void AccumulateRead(GroupTable<TKey, long> table, int count, ref OperationReader operations)
    {
        var keys = new TKey[count];
        var values = new long[count];
        for (int i = 0; i < count; i++)
        {
            (keys[i], TName name) = ReadKey(ref operations);
            values[i] = i + 1;
            Add(name, i + 1);
        }

        table.Accumulate(keys, values, default(SumAggregate<long>));
    }

    private void Clear(GroupTable<TKey, long> table)
    {
        Compare(table);
        table.Clear();
        _expected.Clear();
        _order.Clear();
    }

    private void Add(TName name, long value)
    {
        if (_expected.TryAdd(name, value))
        {
            _order.Add(name);
        }
        else
        {
            _expected[name] += value;
        }
    }

    private void Compare(GroupTable<TKey, long> table)
    {
        for (int group = 0; group < _order.Count; group++)
        {
            Check.Same(_order[group], NameOf(table.Keys[group]), "key", group);
            Check.Same(_expected[_order[group]], table.States[group], "state", group);
            Check.Same(true, table.TryGet(table.Keys[group], out long state), "key is found", group);
            Check.Same(_expected[_order[group]], state, "state found for key", group);
        }
    }
}

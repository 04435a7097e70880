namespace HotStream.Tests.Aggregating;

/// <summary>Runs steps on a table of sums and on a dictionary, and compares after each.</summary>
internal sealed class TableAgainstDictionary<TKey>(TestKeys<TKey> keys, GroupTable<TKey, long> table)
    where TKey : notnull
{
    private readonly Dictionary<int, long> _sums = [];
    private readonly List<int> _order = []; // numbers by first appearance
    private int _fresh;

    public void Run(IEnumerable<TableStep> steps)
    {
        foreach (TableStep step in steps)
        {
            Do(step);
            keys.Renew(); // the batch is over: the table must have copied what it keeps
            Compare(step);
        }
    }

    private void Do(TableStep step)
    {
        var random = new Random(step.Seed);
        switch (step.Kind)
        {
            case StepKind.Clear:
                table.Clear();
                _sums.Clear();
                _order.Clear();
                break;
            case StepKind.TryGet:
                for (int i = 0; i < Math.Min(step.Count, 200); i++)
                {
                    int number = random.Next(_fresh + 10);
                    Assert.Equal(_sums.TryGetValue(number, out long expected), table.TryGet(keys.Of(number), out long sum));
                    Assert.Equal(expected, sum);
                }

                break;
            case StepKind.GetOrAdd:
                for (int i = 0; i < Math.Min(step.Count, 200); i++)
                {
                    int number = random.Next(4) == 0 ? _fresh++ : random.Next(_fresh + 1);
                    ref long sum = ref table.GetOrAdd(keys.Of(number), 1000 + i);
                    Assert.Equal(_sums.GetValueOrDefault(number, 1000 + i), sum);
                    sum += 7;
                    Note(number, _sums.ContainsKey(number) ? 7 : 1000 + i + 7);
                }

                break;
            default:
                int same = random.Next(_fresh + 1);
                Accumulate([.. Enumerable.Range(0, step.Count).Select(_ => step.Kind switch
                {
                    StepKind.NewKeys => _fresh++,
                    StepKind.OneKey => same,
                    _ => random.Next(3) == 0 ? _fresh++ : random.Next(_fresh + 1),
                })]);
                break;
        }
    }

    private void Accumulate(int[] numbers)
    {
        TKey[] block = [.. numbers.Select(keys.Of)];
        long[] values = [.. numbers.Select((number, i) => number + (3L * i))];
        table.Accumulate(block, values, default(SumAggregate<long>));
        for (int i = 0; i < numbers.Length; i++)
        {
            Note(numbers[i], values[i]);
        }
    }

    private void Note(int number, long value)
    {
        _fresh = Math.Max(_fresh, number + 1);
        if (!_sums.TryAdd(number, value))
        {
            _sums[number] += value;
        }
        else
        {
            _order.Add(number);
        }
    }

    private void Compare(TableStep step)
    {
        Assert.Equal(_order.Count, table.Count);
        Assert.Equal(_order.Count, table.Keys.Length);
        Assert.Equal(_order.Count, table.States.Length);
        for (int group = 0; group < _order.Count; group++)
        {
            int number = _order[group];
            if (!table.Keys[group].Equals(keys.Of(number)) || table.States[group] != _sums[number])
            {
                Assert.Fail($"After {step}, group {group} is ({table.Keys[group]}, {table.States[group]}) and should be key number "
                    + $"{number} with {_sums[number]}.");
            }

            if (group % 3 == step.Seed % 3) // every key over time, at a third of the cost
            {
                Assert.True(table.TryGet(keys.Of(number), out long sum));
                Assert.Equal(_sums[number], sum);
            }
        }

        Assert.False(table.TryGet(keys.Of(_fresh), out long none));
        Assert.Equal(0, none);
        keys.Renew();
    }
}

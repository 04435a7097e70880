using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;

namespace HotStream.Bench;

/// <summary>Count, sum, minimum and maximum of a million rows in a table that knows its keys, against a dictionary that does.</summary>
public class GroupTableBench
{
    private const int Rows = 1_000_000;

    private readonly GroupTable<long, Statistics> _table = new();
    private readonly Dictionary<long, KeyState> _dictionary = [];
    private LongRows _rows = null!;

    /// <summary>Distinct sparse random keys.</summary>
    [Params(10, 10_000, 1_000_000)]
    public int Keys { get; set; }

    [GlobalSetup]
    public void Check()
    {
        _rows = KeyRows.Longs(Keys, Rows);
        GroupTable();
        Dictionary();
        BenchText.Check(_dictionary.Count, _table.Count);
        foreach ((long key, KeyState state) in _dictionary)
            BenchText.Check((state.Count, state.Sum, state.Min, state.Max), Of(key));
    }

    [Benchmark(OperationsPerInvoke = Rows)]
    public int GroupTable()
    {
        _table.Accumulate(_rows.Keys, _rows.Values.AsSpan(0, Rows), default(StatisticsAggregate));
        return _table.Count;
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Rows)]
    public int Dictionary()
    {
        for (int row = 0; row < Rows; row++)
            CollectionsMarshal.GetValueRefOrAddDefault(_dictionary, _rows.Keys[row], out _).Add(_rows.Values[row]);
        return _dictionary.Count;
    }

    private (long Count, long Sum, long Min, long Max) Of(long key) =>
        _table.TryGet(key, out Statistics s) ? (s.Count, s.Sum, s.Min, s.Max) : default;
}

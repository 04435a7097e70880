using DuckDB.NET.Data;

namespace HotStream.Tests.Frames.Oracle;

/// <summary>Random tables in both engines, and random queries over them.</summary>
internal sealed class PlanWorld : IDisposable
{
    private static readonly int[] s_batchRows = [1, 7, 1024];
    private static readonly long[] s_limits = [1_000, 5_000, 30_000];

    private readonly Session _session = new("plans", new SessionOptions { Workers = 2 });
    private readonly Session _varied = new("varied", new SessionOptions { Workers = 1 });
    private readonly DirectoryInfo _spills = Directory.CreateTempSubdirectory("hotstream-plans-");
    private readonly PlanRunner _runner;
    private readonly DuckDatabase _duck = new();
    private RandomTable[] _tables = [];

    public PlanWorld() => _runner = new PlanRunner(2, _spills.FullName);

    /// <summary>Plans that went to disk with little memory.</summary>
    public int Spilled { get; private set; }

    /// <summary>Plans that little memory did not do for, though they may go to disk.</summary>
    public int Refused { get; private set; }

    /// <summary>What DuckDB would not compute last.</summary>
    public string? LastRefusal { get; private set; }

    public void Load(int seed)
    {
        var random = new Random(seed);
        int[] rows = [random.Next(30), random.Next(3) switch { 0 => random.Next(3), _ => random.Next(80) }, random.Next(6) == 0
            ? random.Next(1000, 2500) : 25];
        _tables = [.. rows.Select((count, at) => RandomTable.Create(random, $"r{at}", count))];
        foreach (RandomTable table in _tables)
        {
            _duck.Load(table);
            _session.CreateDataFrame(table.Schema, table.Rows).CreateTempView(table.Name);
        }
    }

    /// <summary>Runs the query of a seed in all ways; says what differs, with both texts.</summary>
    public string? Try(int seed, out bool isRefused)
    {
        var random = new Random(seed);
        RandomQuery query = RandomQuery.Create(random, _tables);
        isRefused = false;
        try
        {
            List<object?[]> ours = _runner.Run(_session.Sql(query.Text.Ours).Plan, Optimizer.Rules);
            List<object?[]> others;
            try
            {
                others = _duck.Query(query.Text.Duck);
            }
            catch (DuckDBException refusal)
            {
                isRefused = true;
                LastRefusal = $"{seed}: {refusal.Message}\n{query.Text.Duck}";
                others = ours;
            }

            string? wrong = RowBag.Difference(ours, others, query.IsOrdered);
            _runner.Deals = random.Next(2) == 0 ? null : new(random.Next(1, 5), 1L << random.Next(24)); // few groups are many then
            wrong ??= Vary(random, query, ours) ?? Starve(random, query, ours);
            _runner.Deals = null;
            return wrong is null ? null : Tell(seed, query, wrong);
        }
        catch (Exception failure) when (failure is not DuckDBException) // told with the query that it happened in
        {
            return Tell(seed, query, failure.ToString());
        }
    }

    public void Dispose()
    {
        _duck.Dispose();
        _runner.Dispose();
        _session.Dispose();
        _varied.Dispose();
        _spills.Delete(); // it is empty, or this fails
    }

    private static string Tell(int seed, RandomQuery query, string wrong) =>
        $"seed {seed}: {wrong}\nOurs:   {query.Text.Ours}\nDuckDB: {query.Text.Duck}";

    /// <summary>The same with little memory, over the rows as they were split last: rows and groups go to disk.</summary>
    private string? Starve(Random random, RandomQuery query, List<object?[]> expected)
    {
        long limit = s_limits[random.Next(s_limits.Length)];
        List<object?[]> starved;
        try
        {
            starved = _runner.Run(_varied.Sql(query.Text.Ours).Plan, Optimizer.Rules, limit);
        }
        catch (InsufficientMemoryException) // what cannot be divided: pairs without equal keys, the values of one group
        {
            Refused++;
            return null;
        }

        Spilled += _runner.SpilledBytes > 0 ? 1 : 0;
        string? wrong = RowBag.Difference(starved, expected, query.IsOrdered);
        return wrong is null ? null : $"with {limit} bytes of memory, {_runner.Deals}: {wrong}";
    }

    /// <summary>The same with a rule left out, or all of them, over rows that are split otherwise.</summary>
    private string? Vary(Random random, RandomQuery query, List<object?[]> expected)
    {
        int left = random.Next(Optimizer.Rules.Count + 1);
        IEnumerable<IRule> rules = left == Optimizer.Rules.Count ? [] : Optimizer.Rules.Where((_, at) => at != left);
        (int partitions, int batchRows, bool isSelected) = (random.Next(1, 5), s_batchRows[random.Next(3)], random.Next(2) == 0);
        foreach (RandomTable table in _tables)
        {
            _varied.Load(new SplitSource(table, partitions, batchRows, isSelected)).CreateTempView(table.Name);
        }

        List<object?[]> varied = _runner.Run(_varied.Sql(query.Text.Ours).Plan, rules);
        string? wrong = RowBag.Difference(varied, expected, query.IsOrdered);
        string without = left == Optimizer.Rules.Count ? "all rules" : Optimizer.Rules[left].GetType().Name;
        return wrong is null ? null
            : $"without {without}, {partitions} partitions, batches of {batchRows}{(isSelected ? ", selected" : "")}, "
                + $"{_runner.Deals}: {wrong}";
    }
}

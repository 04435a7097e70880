namespace HotStream.Bench;

/// <summary>One limit: the median, the worst and best of the same runs, and how it was taken.</summary>
internal sealed record LimitResult(string Name, double Median, double Low, double High, string Unit, string How)
{
    /// <summary>Runs once for warmth, then five times.</summary>
    public static LimitResult Of(string name, string unit, string how, Func<double> measure)
    {
        measure();
        var runs = Enumerable.Range(0, 5).Select(_ => measure()).ToArray();
        return new LimitResult(name, Bench.Median.Of(runs), runs.Min(), runs.Max(), unit, how);
    }
}

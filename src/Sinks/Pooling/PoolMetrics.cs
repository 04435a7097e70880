using System.Diagnostics.Metrics;

namespace HotStream.Sinks;

/// <summary>
/// Instruments of all pools, on a meter named as the engine's. Levels are read when somebody collects; events are counted when they happen.
/// </summary>
internal static class PoolMetrics
{
    private static readonly Meter s_meter = new("HotStream");
    private static readonly Counter<long> s_waited =
        s_meter.CreateCounter<long>("hotstream.pool.waited", "{lease}", "Leases that had to wait because all connections were in use.");
    private static readonly Counter<long> s_broken = s_meter.CreateCounter<long>("hotstream.pool.broken", "{connection}",
        "Connections thrown away: marked broken by their user, or found so by the check.");
    private static readonly Lock s_gate = new();
    private static readonly List<IPoolCounts> s_pools = [];

    static PoolMetrics()
    {
        s_meter.CreateObservableGauge("hotstream.pool.open", () => Read(static pool => pool.OpenCount), "{connection}",
            "Open connections, leased or resting.");
        s_meter.CreateObservableGauge("hotstream.pool.leased", () => Read(static pool => pool.LeasedCount),
            "{connection}", "Connections in use.");
        s_meter.CreateObservableGauge("hotstream.pool.waiting", () => Read(static pool => pool.WaitingCount), "{lease}",
            "Leases waiting for a connection.");
    }

    public static void Add(IPoolCounts pool)
    {
        lock (s_gate)
        {
            s_pools.Add(pool);
        }
    }

    public static void Remove(IPoolCounts pool)
    {
        lock (s_gate)
        {
            s_pools.Remove(pool);
        }
    }

    public static void Waited(string pool) => s_waited.Add(1, Tag(pool));

    public static void Broke(string pool) => s_broken.Add(1, Tag(pool));

    private static List<Measurement<int>> Read(Func<IPoolCounts, int> level)
    {
        lock (s_gate)
        {
            return s_pools.ConvertAll(pool => new Measurement<int>(level(pool), Tag(pool.Name)));
        }
    }

    private static KeyValuePair<string, object?> Tag(string pool) => new("hotstream.pool", pool);
}

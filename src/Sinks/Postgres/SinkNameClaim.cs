using System.Collections.Concurrent;

namespace HotStream.Sinks;

/// <summary>
/// Two living sinks of one name, query and batch table would each take the other's notes for its own and write nothing: the second is
/// refused. Other processes are not seen.
/// </summary>
internal sealed class SinkNameClaim : IDisposable
{
    private static readonly ConcurrentDictionary<string, bool> s_taken = new();

    private readonly string _key;

    private SinkNameClaim(string key) => _key = key;

    /// <summary>Takes the name at the first call. Thread-safe.</summary>
    public static void Ensure(ref SinkNameClaim? claim, PostgresTarget target, SinkPartition partition)
    {
        if (target.Options.BatchTable is not { } batches)
        {
            return;
        }

        lock (target)
        {
            if (claim is not null)
            {
                return;
            }

            string name = target.Options.Name ?? target.Options.Table;
            string key = string.Join('\n', target.Options.ConnectionString, batches, name, partition.Query);
            if (!s_taken.TryAdd(key, true))
            {
                throw new InvalidOperationException(
                    $"Another sink of context \"{partition.Context}\" is called \"{name}\" in {batches}, so neither "
                    + "could recognise its own batches. "
                    + $"Give one of them a {nameof(PostgresOptions)}.{nameof(PostgresOptions.Name)}.");
            }

            claim = new SinkNameClaim(key);
        }
    }

    public void Dispose() => s_taken.TryRemove(_key, out _);
}

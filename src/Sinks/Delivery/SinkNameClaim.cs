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
    /// <param name="claim">Where the claim is kept.</param>
    /// <param name="gate">Locked while the name is taken.</param>
    /// <param name="server">How the server is reached.</param>
    /// <param name="batches">The table of batches; null where nothing is noted, so nothing is taken.</param>
    /// <param name="name">The sink's name in it.</param>
    /// <param name="partition">Names the query.</param>
    public static void Ensure(ref SinkNameClaim? claim, object gate, string server, string? batches, string name, SinkPartition partition)
    {
        if (batches is null)
        {
            return;
        }

        lock (gate)
        {
            if (claim is not null)
            {
                return;
            }

            string key = string.Join('\n', server, batches, name, partition.Query);
            if (!s_taken.TryAdd(key, true))
            {
                throw new InvalidOperationException(
                    $"Another sink of context \"{partition.Context}\" is called \"{name}\" in {batches}, so neither "
                    + "could recognise its own batches. Give one of them a Name in its options.");
            }

            claim = new SinkNameClaim(key);
        }
    }

    public void Dispose() => s_taken.TryRemove(_key, out _);
}

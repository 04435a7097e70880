using System.Globalization;

namespace HotStream.Nats;

/// <summary>
/// Ids of messages, <c>QUERY/BATCH/PARTITION/RECORD</c>: the same when a batch runs again, so that a stream that has a message within its
/// window of duplicates does not store it twice. Immutable.
/// </summary>
internal sealed class NatsIds(string query, long batch, int partition)
{
    private const int QueryCharactersMax = 200;

    private readonly string _batch = string.Create(CultureInfo.InvariantCulture, $"{Fit(query)}/{batch}/{partition}/");

    public string Of(long record) => string.Create(CultureInfo.InvariantCulture, $"{_batch}{record}");

    /// <summary>As a header's value has it: ASCII, on one line.</summary>
    private static string Fit(string query)
    {
        string text = query.Length <= QueryCharactersMax ? query : query[..QueryCharactersMax];
        return string.Concat(text.Select(static c => c is > ' ' and <= '~' ? c : '_'));
    }
}

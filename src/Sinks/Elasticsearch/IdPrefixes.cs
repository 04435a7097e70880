namespace HotStream.Sinks;

/// <summary>
/// Which prefixes of made-up ids are in use in this process: two sinks that wrote to one index under one prefix would overwrite each
/// other's documents without anybody noticing.
/// </summary>
internal static class IdPrefixes
{
    private static readonly Lock s_gate = new();
    private static readonly HashSet<string> s_used = [];

    public static string Claim(string sink, string prefix)
    {
        string claim = $"{sink} {prefix}";
        lock (s_gate)
        {
            return s_used.Add(claim)
                ? claim
                : throw new InvalidOperationException($"Two sinks write to {sink} and would give documents the same ids, which begin with "
                + $"'{prefix}': give one of them another IdPrefix, or an id selector.");
        }
    }

    public static void Release(string? claim)
    {
        if (claim is not null)
        {
            lock (s_gate)
            {
                s_used.Remove(claim);
            }
        }
    }
}

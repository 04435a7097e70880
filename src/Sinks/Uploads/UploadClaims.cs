namespace HotStream.Sinks;

/// <summary>Names that outputs of this process give their files, so that no two replace each other's. Thread-safe.</summary>
internal static class UploadClaims
{
    private static readonly HashSet<string> s_claimed = [];

    /// <summary>Takes names; false when another has them.</summary>
    public static bool TryAdd(string names)
    {
        lock (s_claimed)
        {
            return s_claimed.Add(names);
        }
    }

    public static void Remove(string names)
    {
        lock (s_claimed)
        {
            s_claimed.Remove(names);
        }
    }
}

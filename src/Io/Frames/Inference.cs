namespace HotStream.Io;

/// <summary>
/// Finds out what is in files, by all workers of a session: each looks at a share of their parts, and then all is put together.
/// </summary>
internal static class Inference
{
    /// <summary>What is in all parts.</summary>
    /// <param name="session">Whose workers look.</param>
    /// <param name="parts">How many parts there are, at least one.</param>
    /// <param name="make">Makes what a worker looks with.</param>
    /// <param name="look">Lets it look at a part.</param>
    /// <param name="merge">Lets one take in what another has found.</param>
    public static T Of<T>(Session session, int parts, Func<T> make, Action<T, int> look, Action<T, T> merge)
        where T : LineTaker
    {
        var found = new T?[parts];
        try
        {
            session.ForParts(parts, (worker, part) => look(found[worker] ??= make(), part));
            T all = found[0]!;
            foreach (T one in found.Skip(1).OfType<T>())
            {
                merge(all, one);
            }

            found[0] = null;
            return all;
        }
        finally
        {
            foreach (T one in found.OfType<T>())
            {
                one.Dispose();
            }
        }
    }
}

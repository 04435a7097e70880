namespace HotStream;

/// <summary>
/// Refuses tasks as records: they come of an <c>async</c> lambda in an operator (<c>Map</c>), whose end nobody would wait for.
/// </summary>
internal static class Awaitable
{
    /// <exception cref="ArgumentException"><typeparamref name="T"/> is a task.</exception>
    public static void Refuse<T>()
    {
        if (Of<T>.IsTask)
        {
            throw new ArgumentException(
                $"Records of {typeof(T).Name} are tasks that nobody waits for: operators take functions that return values. Await in "
                + "ForeachPartition or ForeachBatch, which take functions that return a Task.");
        }
    }

    private static class Of<T>
    {
        public static readonly bool IsTask = typeof(Task).IsAssignableFrom(typeof(T)) || typeof(T) == typeof(ValueTask)
            || typeof(T).HasSameMetadataDefinitionAs(typeof(ValueTask<>));
    }
}

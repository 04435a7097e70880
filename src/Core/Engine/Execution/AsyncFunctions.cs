namespace HotStream;

/// <summary>
/// Asynchronous functions of the user's over batches and partitions: whatever they await knows which context's batch it is inside. Their
/// end is waited for, so that records stay valid and what they throw fails the batch. Safe from any thread.
/// </summary>
/// <param name="stopping">Given to the functions: cancelled when the context stops and waits no longer.</param>
internal sealed class AsyncFunctions(CancellationToken stopping)
{
    /// <summary>For batches outside any context.</summary>
    public static readonly AsyncFunctions Unstopped = new(CancellationToken.None);

    private static readonly AsyncLocal<AsyncFunctions?> s_current = new();

    /// <summary>Whether the caller is inside such a function, before or after it has awaited something.</summary>
    public bool IsCurrent => s_current.Value == this;

    /// <summary>Calls a function and returns its task.</summary>
    public Task Start(Func<CancellationToken, Task> function)
    {
        AsyncFunctions? outer = s_current.Value;
        s_current.Value = this;
        try
        {
            return function(stopping) ?? throw new InvalidOperationException("An asynchronous function returned null instead of a task.");
        }
        finally
        {
            s_current.Value = outer;
        }
    }

    /// <summary>Calls a function and waits for its end.</summary>
    public void Run(Func<CancellationToken, Task> function) => Start(function).GetAwaiter().GetResult();
}

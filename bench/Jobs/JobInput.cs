namespace HotStream.Bench;

/// <summary>A job made ready: its systems in table order, lines for the table's head, and what to release afterwards.</summary>
internal sealed record JobInput(IReadOnlyList<IJobSystem> Systems, IReadOnlyList<string> Header) : IDisposable
{
    public IReadOnlyList<IDisposable> Owned { get; init; } = [];

    public void Dispose()
    {
        foreach (var owned in Owned)
            owned.Dispose();
    }
}

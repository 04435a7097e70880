namespace HotStream.Cli;

/// <summary>Shows a demo while it runs.</summary>
internal interface IDemoView
{
    /// <summary>Bytes that showing has allocated so far, which are none of the engine's.</summary>
    long AllocatedBytes { get; }

    /// <summary>Takes what the last batch gave; called on the driver, so it must be quick.</summary>
    void Take(DemoSnapshot snapshot);

    /// <summary>Shows until the token is cancelled.</summary>
    Task RunAsync(CancellationToken stop);
}

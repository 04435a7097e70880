namespace HotStream;

/// <summary>An output beside the batches, as its context sees it.</summary>
internal interface ISlowOutput
{
    /// <summary>The output's name.</summary>
    string Name { get; }

    /// <summary>Whether its batches wait on disk.</summary>
    bool IsOnDisk { get; }

    /// <summary>The context starts: what waits from an earlier life is delivered from now on.</summary>
    void Start(StreamingContext context);

    /// <summary>Waits until no batch waits; false when time ran out.</summary>
    bool AwaitEmpty(TimeSpan timeout);
}

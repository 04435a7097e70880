namespace HotStream.Tests;

/// <summary>Tests that count what the whole process holds, or need both cores, run one after the other and beside nothing else.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}

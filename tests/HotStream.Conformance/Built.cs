namespace HotStream.Conformance;

/// <summary>What the engine has so far. Cases of anything else are skipped; inside of it nothing may be unknown.</summary>
internal static class Built
{
    private static readonly HashSet<string> s_areas =
    [
        "dstream.basic", "dstream.pair", "dstream.source", "dstream.lifecycle", "dstream.join", "dstream.window",
        "dstream.state", "dstream.checkpoint", "dstream.recovery", "dstream.rate", "dstream.mllib", "structured.stateless",
    ];

    /// <summary>Why a case cannot be run yet, or null.</summary>
    public static string? ReasonToSkip(Case @case) => s_areas.Contains(@case.Area) ? null : "the area is not built yet";
}

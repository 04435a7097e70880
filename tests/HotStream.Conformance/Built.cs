namespace HotStream.Conformance;

/// <summary>What the engine has so far. Cases of anything else are skipped; inside of it nothing may be unknown.</summary>
internal static class Built
{
    private static readonly HashSet<string> s_areas = ["dstream.basic", "dstream.pair", "dstream.source", "dstream.lifecycle", "dstream.join", "dstream.mllib"];

    private static readonly HashSet<string> s_windowOperators =
        ["window", "countByWindow", "reduceByWindow", "countByValueAndWindow", "reduceByKeyAndWindow", "groupByKeyAndWindow"];

    private static readonly bool s_hasWindows = typeof(DStream<>).GetMethods().Any(method => method.Name == "Window");

    /// <summary>Why a case cannot be run yet, or null.</summary>
    public static string? ReasonToSkip(Case @case)
    {
        if (!s_areas.Contains(@case.Area))
        {
            return "the area is not built yet";
        }

        return !s_hasWindows && Step.Operators(@case.Steps).Any(s_windowOperators.Contains) ? "windows are not built yet" : null;
    }
}

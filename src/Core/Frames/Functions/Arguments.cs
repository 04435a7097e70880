namespace HotStream;

/// <summary>What functions ask of their arguments.</summary>
internal static class Arguments
{
    public static void Check(string name, IReadOnlyList<Bound> arguments, int least, int most = -1)
    {
        most = most < 0 ? least : most;
        if (arguments.Count < least || arguments.Count > most)
        {
            string count = least == most ? $"{least}" : most == int.MaxValue ? $"at least {least}" : $"{least} to {most}";
            throw new AnalysisException($"{name} takes {count} argument{(count == "1" ? "" : "s")}, not {arguments.Count}.");
        }
    }

    /// <summary>The text of an argument that must be a value, such as a pattern.</summary>
    public static string Text(string name, string what, Bound argument) => argument is BoundLiteral { Value: string text } ? text
        : throw new AnalysisException($"The {what} of {name} must be a text that is written there, not {argument.Text}.");
}

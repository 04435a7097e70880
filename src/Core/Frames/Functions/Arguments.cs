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

    /// <summary>The place of the i-th row that is meant.</summary>
    public static unsafe int RowOf(Rows rows, int index) => rows.Places is null ? index : rows.Places[index];

    /// <summary>
    /// Whether a row is among those that are meant, for kernels that write every row in order, as lists must be; texts of other rows may be
    /// gone. Ask for ascending rows.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="row">The row asked for.</param>
    /// <param name="next">Where the search stands; 0 at first.</param>
    public static unsafe bool IsMeant(Rows rows, int row, ref int next)
    {
        if (rows.Places is null)
        {
            return true;
        }

        bool isMeant = next < rows.Count && rows.Places[next] == row;
        next += isMeant ? 1 : 0;
        return isMeant;
    }
}

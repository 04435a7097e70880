namespace HotStream;

/// <summary>
/// A text that is no SQL. The message has the line, a caret under the place, and what was expected there. Thrown when a query is made.
/// </summary>
public sealed class SqlParseException : AnalysisException
{
    internal SqlParseException(string sql, int position, string problem)
        : base(Describe(sql, position, problem, out int line, out int column))
    {
        Line = line;
        Column = column;
    }

    /// <summary>The line, counted from 1.</summary>
    public int Line { get; }

    /// <summary>The character in the line, counted from 1.</summary>
    public int Column { get; }

    private static string Describe(string sql, int position, string problem, out int line, out int column)
    {
        const int Shown = 60;
        position = Math.Clamp(position, 0, sql.Length);
        int start = position == 0 ? 0 : sql.LastIndexOf('\n', position - 1) + 1;
        int end = sql.IndexOf('\n', position) is int found and >= 0 ? found : sql.Length;
        line = sql.AsSpan(0, position).Count('\n') + 1;
        column = position - start + 1;
        int from = Math.Max(start, position - Shown);
        string shown = sql[from..Math.Min(end, position + Shown)].Replace('\t', ' ').Replace('\r', ' ');
        return $"Line {line}, character {column}: {problem}\n  {shown}\n  {new string(' ', position - from)}^";
    }
}

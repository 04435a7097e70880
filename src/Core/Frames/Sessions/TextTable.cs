using System.Text;

namespace HotStream;

/// <summary>Rows as a table of characters, as Spark's <c>show</c> draws it: numbers at the right.</summary>
internal static class TextTable
{
    public static string Of(Schema schema, IReadOnlyList<Row> rows, int most, bool hasMore)
    {
        string[][] cells = [[.. schema.Select(field => Cut(field.Name, most))],
            .. rows.Select(row => row.Select(value => Cut(Row.Show(value ?? "NULL"), most)).ToArray())];
        int[] widths = [.. schema.Select((_, at) => Math.Max(3, cells.Max(row => Width(row[at]))))];
        string rule = $"+{string.Concat(widths.Select(width => new string('-', width) + "+"))}\n";
        var table = new StringBuilder(rule);
        for (int i = 0; i < cells.Length; i++)
        {
            table.Append('|');
            for (int at = 0; at < widths.Length; at++)
            {
                string padding = new(' ', widths[at] - Width(cells[i][at]));
                table.Append(padding).Append(cells[i][at]).Append('|');
            }

            table.Append('\n').Append(i == 0 ? rule : "");
        }

        table.Append(rule);
        return hasMore ? table.Append($"only showing top {rows.Count} row{(rows.Count == 1 ? "" : "s")}\n").ToString() : table.ToString();
    }

    private static string Cut(string text, int most)
    {
        string line = text.Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal)
            .Replace("\t", "\\t", StringComparison.Ordinal);
        return Width(line) <= most ? line : string.Concat(line.EnumerateRunes().Take(most - 3)) + "...";
    }

    private static int Width(string text) => text.EnumerateRunes().Count();
}

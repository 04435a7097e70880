using System.Text;

namespace HotStream.MySql;

/// <summary>A table's name in its parts, and names as SQL takes them.</summary>
/// <param name="Database">The database, or null for the connection's.</param>
/// <param name="Table">The table.</param>
internal readonly record struct MySqlName(string? Database, string Table)
{
    /// <summary>Both parts in backticks.</summary>
    public string Quoted => Database is null ? Quote(Table) : $"{Quote(Database)}.{Quote(Table)}";

    /// <summary>Reads <c>table</c>, <c>database.table</c>, either in backticks, doubled ones within.</summary>
    /// <exception cref="ArgumentException">It is neither.</exception>
    public static MySqlName Parse(string text)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(text);
        var parts = new List<string>();
        int at = 0;
        while (parts.Count < 2)
        {
            parts.Add(Part(text, ref at));
            if (at == text.Length)
            {
                return parts.Count == 1 ? new MySqlName(null, parts[0]) : new MySqlName(parts[0], parts[1]);
            }

            if (text[at++] != '.')
            {
                break;
            }
        }

        throw new ArgumentException($"\"{PlainText.Of(text)}\" is no table's name: it has the form table or database.table, with backticks "
            + "around a name that holds a dot or a backtick.", nameof(text));
    }

    /// <summary>A name in backticks.</summary>
    public static string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    private static string Part(string text, ref int at)
    {
        var part = new StringBuilder();
        bool quoted = at < text.Length && text[at] == '`';
        at += quoted ? 1 : 0;
        for (; at < text.Length && (quoted || text[at] is not ('.' or '`')); at++)
        {
            if (text[at] == '`')
            {
                if (at + 1 == text.Length || text[at + 1] != '`')
                {
                    quoted = false;
                    at++;
                    break;
                }

                at++;
            }

            part.Append(text[at]);
        }

        return quoted || part.Length == 0 ? throw new ArgumentException($"\"{PlainText.Of(text)}\" is no table's name: "
            + (quoted ? "a backtick is not closed." : "a part of it is empty."), nameof(text)) : part.ToString();
    }
}

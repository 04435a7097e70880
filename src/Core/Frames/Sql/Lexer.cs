using System.Text;

namespace HotStream;

/// <summary>
/// Cuts SQL into tokens. Comments are <c>-- to the end of the line</c> and <c>/* ... */</c>; texts stand in single or double quotes.
/// </summary>
internal static class Lexer
{
    private static readonly string[] s_signs = ["<=>", "<>", "!=", "<=", ">=", "==", "||", "::", "->"];

    public static List<Token> Cut(string sql)
    {
        var tokens = new List<Token>();
        int at = 0;
        while (true)
        {
            SkipBlanks(sql, ref at);
            if (at >= sql.Length)
            {
                tokens.Add(new Token(TokenKind.End, "", sql.Length));
                return tokens;
            }

            tokens.Add(Next(sql, ref at));
        }
    }

    private static Token Next(string sql, ref int at)
    {
        int start = at;
        char first = sql[at];
        if (char.IsLetter(first) || first == '_')
        {
            while (at < sql.Length && (char.IsLetterOrDigit(sql[at]) || sql[at] is '_' or '$'))
            {
                at++;
            }

            return new Token(TokenKind.Word, sql[start..at], start);
        }

        if (char.IsAsciiDigit(first) || (first == '.' && at + 1 < sql.Length && char.IsAsciiDigit(sql[at + 1])))
        {
            return Number(sql, ref at);
        }

        if (first is '\'' or '"')
        {
            return Text(sql, ref at);
        }

        if (first == '`')
        {
            return QuotedName(sql, ref at);
        }

        string? sign = Array.Find(s_signs, candidate => string.CompareOrdinal(sql, start, candidate, 0, candidate.Length) == 0);
        sign ??= first is '(' or ')' or '[' or ']' or ',' or '.' or '+' or '-' or '*' or '/' or '%' or '=' or '<' or '>' or '!' or '&'
            or '|' or '^' or ';'
            ? first.ToString() : null;
        at += sign?.Length ?? 0;
        return sign is null ? throw new SqlParseException(sql, start, $"The character '{first}' means nothing here.")
            : new Token(TokenKind.Sign, sign, start);
    }

    private static void SkipBlanks(string sql, ref int at)
    {
        while (at < sql.Length)
        {
            if (char.IsWhiteSpace(sql[at]))
            {
                at++;
            }
            else if (sql.AsSpan(at).StartsWith("--"))
            {
                at = sql.IndexOf('\n', at) is int end and >= 0 ? end : sql.Length;
            }
            else if (sql.AsSpan(at).StartsWith("/*"))
            {
                int end = sql.IndexOf("*/", at + 2, StringComparison.Ordinal);
                at = end >= 0 ? end + 2 : throw new SqlParseException(sql, at, "This comment is not closed by */.");
            }
            else
            {
                return;
            }
        }
    }

    private static Token Number(string sql, ref int at)
    {
        int start = at;
        Digits(sql, ref at);
        if (at < sql.Length && sql[at] == '.')
        {
            at++;
            Digits(sql, ref at);
        }

        if (at < sql.Length && sql[at] is 'e' or 'E')
        {
            int exponent = at + 1;
            exponent += exponent < sql.Length && sql[exponent] is '+' or '-' ? 1 : 0;
            if (exponent < sql.Length && char.IsAsciiDigit(sql[exponent]))
            {
                at = exponent;
                Digits(sql, ref at);
            }
        }

        if (at + 1 < sql.Length && sql[at] is 'b' or 'B' && sql[at + 1] is 'd' or 'D')
        {
            at += 2;
        }
        else if (at < sql.Length && sql[at] is 'l' or 'L' or 'd' or 'D' && (at + 1 == sql.Length || !char.IsLetterOrDigit(sql[at + 1])))
        {
            at++;
        }

        return at < sql.Length && (char.IsLetter(sql[at]) || sql[at] == '_')
            ? throw new SqlParseException(sql, start, "A name does not begin with a digit; put it into back quotes: `1a`.")
            : new Token(TokenKind.Number, sql[start..at], start);
    }

    private static void Digits(string sql, ref int at)
    {
        while (at < sql.Length && char.IsAsciiDigit(sql[at]))
        {
            at++;
        }
    }

    private static Token Text(string sql, ref int at)
    {
        int start = at;
        char quote = sql[at];
        var text = new StringBuilder();
        for (at++; at < sql.Length; at++)
        {
            char c = sql[at];
            if (c == quote)
            {
                at++;
                if (at >= sql.Length || sql[at] != quote)
                {
                    return new Token(TokenKind.Text, text.ToString(), start);
                }

                text.Append(quote); // doubled
            }
            else if (c == '\\' && at + 1 < sql.Length)
            {
                text.Append(Escaped(sql[++at]));
            }
            else
            {
                text.Append(c);
            }
        }

        throw new SqlParseException(sql, start, $"This text is not closed by {quote}.");
    }

    /// <summary>Spark's escapes in texts; those of patterns stay as they are.</summary>
    private static string Escaped(char c) => c switch
    {
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        '0' => "\0",
        'b' => "\b",
        '%' or '_' => "\\" + c,
        _ => c.ToString(),
    };

    private static Token QuotedName(string sql, ref int at)
    {
        int start = at;
        var name = new StringBuilder();
        for (at++; at < sql.Length; at++)
        {
            if (sql[at] == '`')
            {
                if (at + 1 >= sql.Length || sql[at + 1] != '`')
                {
                    at++;
                    return new Token(TokenKind.QuotedName, name.ToString(), start);
                }

                at++;
            }

            name.Append(sql[at]);
        }

        throw new SqlParseException(sql, start, "This name is not closed by a back quote.");
    }
}

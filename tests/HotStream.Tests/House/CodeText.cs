namespace HotStream.Tests.House;

/// <summary>
/// C# source with comments, string contents and preprocessor lines blanked out. Lines keep their numbers; code inside the holes of
/// interpolated strings stays.
/// </summary>
internal static class CodeText
{
    public static string Strip(string source)
    {
        char[] code = source.ToCharArray();
        int end = Walk(code, 0, untilBrace: false);
        return new string(code, 0, Math.Max(end, code.Length));
    }

    // Walks code from a position, blanking what is no code; inside a hole it ends at the brace that closes it.
    private static int Walk(char[] code, int i, bool untilBrace)
    {
        int depth = 0;
        bool lineStart = true;
        while (i < code.Length)
        {
            char c = code[i];
            if (c == '\n')
            {
                lineStart = true;
                i++;
                continue;
            }

            if (lineStart && c == '#')
            {
                i = BlankWhile(code, i, static (text, at) => text[at] != '\n');
                continue;
            }

            lineStart &= char.IsWhiteSpace(c);
            if (At(code, i, "//"))
            {
                i = BlankWhile(code, i, static (text, at) => text[at] != '\n');
            }
            else if (At(code, i, "/*"))
            {
                i = BlankWhile(code, i, (text, at) => at < i + 4 || !(text[at - 1] == '/' && text[at - 2] == '*'));
            }
            else if (c == '\'')
            {
                int close = i + 1;
                while (code[close] != '\'')
                {
                    close += code[close] == '\\' ? 2 : 1;
                }

                i = Blank(code, i, close + 1);
            }
            else if (c == '"' || ((c is '$' or '@') && StartsString(code, i)))
            {
                i = SkipString(code, i);
            }
            else if (untilBrace && c == '}' && depth == 0)
            {
                return i;
            }
            else
            {
                depth += c == '{' ? 1 : c == '}' ? -1 : 0;
                i++;
            }
        }

        return i;
    }

    private static bool StartsString(char[] code, int i)
    {
        while (i < code.Length && code[i] is '$' or '@')
        {
            i++;
        }

        return i < code.Length && code[i] == '"';
    }

    private static int SkipString(char[] code, int i)
    {
        int dollars = 0;
        bool verbatim = false;
        for (; code[i] != '"'; i = Blank(code, i, i + 1))
        {
            dollars += code[i] == '$' ? 1 : 0;
            verbatim |= code[i] == '@';
        }

        int quotes = 0;
        while (i + quotes < code.Length && code[i + quotes] == '"')
        {
            quotes++;
        }

        if (quotes == 2)
        {
            return Blank(code, i, i + 2); // the empty string
        }

        bool raw = quotes >= 3;
        string close = new('"', raw ? quotes : 1);
        i = Blank(code, i, i + close.Length);
        while (i < code.Length)
        {
            if (!raw && code[i] == '\\' && !verbatim)
            {
                i = Blank(code, i, i + 2);
            }
            else if (!raw && verbatim && At(code, i, "\"\""))
            {
                i = Blank(code, i, i + 2);
            }
            else if (At(code, i, close))
            {
                return Blank(code, i, i + close.Length);
            }
            else if (dollars > 0 && At(code, i, new string('{', dollars)) && !(dollars == 1 && !raw && At(code, i, "{{")))
            {
                i = Blank(code, i, i + dollars);
                i = Walk(code, i, untilBrace: true);
                i = Blank(code, i, Math.Min(i + dollars, code.Length));
            }
            else
            {
                i = Blank(code, i, i + (dollars == 1 && !raw && (At(code, i, "{{") || At(code, i, "}}")) ? 2 : 1));
            }
        }

        return i;
    }

    private static bool At(char[] code, int i, string text) => code.AsSpan(i).StartsWith(text);

    private static int BlankWhile(char[] code, int i, Func<char[], int, bool> inside)
    {
        // The condition looks at what stood there, so the blanking comes after.
        int end = i;
        while (end < code.Length && inside(code, end))
        {
            end++;
        }

        return Blank(code, i, end);
    }

    private static int Blank(char[] code, int from, int to)
    {
        to = Math.Min(to, code.Length);
        for (int i = from; i < to; i++)
        {
            code[i] = code[i] == '\n' ? '\n' : ' ';
        }

        return to;
    }
}

using System.Text;
using System.Text.RegularExpressions;

namespace HotStream;

/// <summary>Patterns: LIKE by its own matcher, regular expressions by .NET's engine that never backtracks.</summary>
internal static class PatternFunctions
{
    public static IEnumerable<FunctionEntry> All { get; } =
    [
        new("like", "Whether the text has the form of a pattern: % is any text, _ one character, \\ takes the next as it is.",
            "'Spark' LIKE 'Sp%'", "true",
            args => Like("like", args, false)),
        new("ilike", "LIKE without regard to case.", "'Spark' ILIKE 'sp%'", "true", args => Like("ilike", args, true)),
        new("rlike", "Whether a regular expression matches somewhere.", "'Spark' RLIKE '^S.+k$'", "true", args =>
        {
            Arguments.Check("rlike", args, 2);
            Regex regex = Compile("rlike", args[1]);
            return Call("rlike", args[0], args[1], DataType.Boolean, () =>
                new TryKernel<Utf8Slice, bool>((Utf8Slice text, Utf8Arena _, out bool result) =>
                {
                    result = regex.IsMatch(text.ToString());
                    return true;
                }));
        }) { Aliases = ["regexp", "regexp_like"] },
        new("regexp_extract", "The first match of a regular expression, or a group of it; empty when there is none.",
            "regexp_extract('bus-42', '([a-z]+)-(\\\\d+)', 2)", "42", args =>
        {
            Arguments.Check("regexp_extract", args, 2, 3);
            Regex regex = Compile("regexp_extract", args[1]);
            int group = args.Count < 3 ? 1 : args[2] is BoundLiteral { Value: int number } ? number
                : throw new AnalysisException("The group of regexp_extract must be a number that is written there.");
            return Call($"regexp_extract{group}", args[0], args[1], DataType.String, () =>
                new TryKernel<Utf8Slice, Utf8Slice>((Utf8Slice text, Utf8Arena texts, out Utf8Slice result) =>
                {
                    result = texts.Add(regex.Match(text.ToString()).Groups[group].Value);
                    return true;
                }));
        }),
        new("regexp_replace", "The text with every match of a regular expression replaced; $1 is its first group.",
            "regexp_replace('a1b22', '\\\\d+', '#')", "a#b#", args =>
        {
            Arguments.Check("regexp_replace", args, 3);
            Regex regex = Compile("regexp_replace", args[1]);
            string by = Arguments.Text("regexp_replace", "replacement", args[2]);
            return new BoundCall("regexp_replace", [Casts.Widen(args[0], DataType.String), args[1], args[2]], DataType.String,
                NullRule.Strict, () =>
                new ColumnKernel((inputs, result, rows, texts) =>
                {
                    for (int i = 0; i < rows.Count; i++)
                    {
                        int row = rows.PlaceOf(i);
                        if (result.IsNull(row))
                        {
                            result.SetNull(row); // with no text of an earlier batch under it
                            continue;
                        }

                        Cell.Write(result, row, texts.Add(regex.Replace(Cell.Read<Utf8Slice>(inputs[0], row).ToString(), by)));
                    }
                }));
        }),
        new("split", "The parts of the text between matches of a regular expression, empty ones at the end too; at most so many.",
            "split('a,b,,', ',')", "[a, b, , ]", Split),
    ];

    private static BoundCall Like(string name, IReadOnlyList<Bound> args, bool ignoresCase)
    {
        Arguments.Check(name, args, 2);
        byte[] pattern = Encoding.UTF8.GetBytes(Arguments.Text(name, "pattern", args[1]));
        return Call(name, args[0], args[1], DataType.Boolean, () => new LikeKernel(pattern, ignoresCase));
    }

    private static Regex Compile(string name, Bound pattern)
    {
        try
        {
            return new Regex(Arguments.Text(name, "pattern", pattern), RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (ArgumentException wrong)
        {
            throw new AnalysisException($"The pattern of {name} is no regular expression: {wrong.Message}", wrong);
        }
        catch (NotSupportedException wrong)
        {
            throw new AnalysisException($"The pattern of {name} cannot be matched without going back (look-around, back references): "
                + $"{wrong.Message}", wrong);
        }
    }

    private static BoundCall Split(IReadOnlyList<Bound> args)
    {
        Arguments.Check("split", args, 2, 3);
        string pattern = Arguments.Text("split", "pattern", args[1]);
        Regex? regex = pattern == Regex.Escape(pattern) ? null : Compile("split", args[1]);
        byte[] separator = Encoding.UTF8.GetBytes(pattern);
        int limit = args.Count < 3 ? -1 : args[2] is BoundLiteral { Value: int number } ? number
            : throw new AnalysisException("The limit of split must be a number that is written there.");
        return new BoundCall($"split{(limit > 0 ? limit : "")}", [Casts.Widen(args[0], DataType.String), args[1]],
            DataType.Array(DataType.String), NullRule.Own,
            () => new ColumnKernel((inputs, result, rows, texts) => SplitAll(inputs[0], result, rows, texts, regex, separator, limit)),
            ExpressionText.Call("split", false, [.. args.Select(argument => argument.Text)]));
    }

    private static unsafe void SplitAll(ColumnVector from, ColumnVector result, RowSet rows, Utf8Arena texts, Regex? regex,
        byte[] separator, int limit)
    {
        result.ClearNulls();
        ColumnVector parts = result.Children[0];
        parts.ClearNulls();
        result.Offsets[0] = 0;
        int end = 0;
        int next = 0;
        for (int row = 0; row < rows.Length; row++)
        {
            if (!rows.IsMeant(row, ref next) || from.IsNull(row))
            {
                result.SetNull(row);
            }
            else if (regex is null)
            {
                Utf8Slice rest = Cell.Read<Utf8Slice>(from, row);
                for (int count = 1; ; count++)
                {
                    int at = count == limit ? -1 : separator.Length > 0 ? rest.Bytes.IndexOf(separator) : EndOfFirst(rest.Bytes);
                    parts.EnsureCapacity(end + 1, end);
                    Cell.Write(parts, end++, at < 0 ? rest : rest.Substring(0, at));
                    if (at < 0)
                    {
                        break;
                    }

                    rest = rest.Substring(at + separator.Length, rest.Length - at - separator.Length);
                }
            }
            else
            {
                string text = Cell.Read<Utf8Slice>(from, row).ToString();
                int start = 0;
                int count = 1;
                foreach (ValueMatch match in regex.EnumerateMatches(text))
                {
                    if (count == limit)
                    {
                        break;
                    }

                    if (match.Index + match.Length > 0) // nothing before the text is no part
                    {
                        parts.EnsureCapacity(end + 1, end);
                        Cell.Write(parts, end++, texts.Add(text[start..match.Index]));
                        start = match.Index + match.Length;
                        count++;
                    }
                }

                parts.EnsureCapacity(end + 1, end);
                Cell.Write(parts, end++, texts.Add(text[start..]));
            }

            result.Offsets[row + 1] = end;
        }
    }

    /// <summary>Where the first of several characters ends; -1 when there is but one.</summary>
    private static int EndOfFirst(ReadOnlySpan<byte> text) => Characters.PlaceOf(text, 1) is int at && at < text.Length ? at : -1;

    private static BoundCall Call(string name, Bound text, Bound pattern, DataType type, Func<Kernel> kernel) =>
        new(name, [Casts.Widen(text, DataType.String), pattern], type, NullRule.Strict, kernel);
}

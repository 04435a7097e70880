using System.Security.Cryptography;
using System.Text;

namespace HotStream;

/// <summary>Functions of text. Places and lengths count characters (code points) from 1.</summary>
internal static class TextFunctions
{
    public static IEnumerable<FunctionEntry> All { get; } =
    [
        FunctionEntry.Of("length", "Characters of the text.", "length('añb')", "3", Number(static text => Characters.Count(text.Bytes)))
            .Also("char_length", "len"),
        FunctionEntry.Of("octet_length", "Bytes of the text.", "octet_length('añb')", "4", Number(static text => text.Length)),
        Text("upper", "The text in capital letters.", "upper('añb')", "AÑB", static (text, texts) =>
            Characters.Map(text, texts, Rune.ToUpperInvariant, b => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 32) : b)).Also("ucase"),
        Text("lower", "The text in small letters.", "lower('AÑB')", "añb", static (text, texts) =>
            Characters.Map(text, texts, Rune.ToLowerInvariant, b => b is >= (byte)'A' and <= (byte)'Z' ? (byte)(b + 32) : b)).Also("lcase"),
        Text("initcap", "The first letter of each word large, the others small.", "initcap('sPark sql')", "Spark Sql",
            static (text, texts) =>
        {
            bool isFirst = true;
            Rune Map(Rune rune)
            {
                Rune mapped = isFirst ? Rune.ToUpperInvariant(rune) : Rune.ToLowerInvariant(rune);
                isFirst = rune.Value == ' ';
                return mapped;
            }

            return Characters.Map(text, texts, Map, b => (byte)Map(new Rune((char)b)).Value);
        }),
        Text("trim", "The text without blanks around it.", "trim('  a ')", "a", static (text, _) => Trim(text, true, true)),
        Text("ltrim", "The text without blanks before it.", "ltrim('  a')", "a", static (text, _) => Trim(text, true, false)),
        Text("rtrim", "The text without blanks behind it.", "rtrim('a  ')", "a", static (text, _) => Trim(text, false, true)),
        Text("reverse", "The characters in reverse order.", "reverse('añb')", "bña", static (text, texts) =>
            texts.Add(string.Concat(text.ToString().EnumerateRunes().Reverse()))),
        FunctionEntry.Of("substring", "Characters from a place on, from the end when it is negative; all, or so many.",
            "substring('Spark SQL', 5, 3)", "k S",
            Overload.Of(DataType.String, DataType.Int, DataType.String,
                static (Utf8Slice text, int start, Utf8Arena _, out Utf8Slice result) =>
            {
                result = Characters.Substring(text, start, int.MaxValue);
                return true;
            }),
            Overload.Of(DataType.String, DataType.Int, DataType.Int, DataType.String,
                static (Utf8Slice text, int start, int length, Utf8Arena _, out Utf8Slice result) =>
                {
                    result = Characters.Substring(text, start, length);
                    return true;
                })).Also("substr"),
        FunctionEntry.Of("left", "The first characters.", "left('Spark', 3)", "Spa",
            Overload.Of(DataType.String, DataType.Int, DataType.String,
                static (Utf8Slice text, int count, Utf8Arena _, out Utf8Slice result) =>
            {
                result = Characters.Substring(text, 1, count);
                return true;
            })),
        FunctionEntry.Of("right", "The last characters.", "right('Spark', 3)", "ark",
            Overload.Of(DataType.String, DataType.Int, DataType.String,
                static (Utf8Slice text, int count, Utf8Arena _, out Utf8Slice result) =>
            {
                result = count <= 0 ? default : Characters.Substring(text, -Math.Min(count, Characters.Count(text.Bytes)), count);
                return true;
            })),
        new("concat", "The texts one after the other; null when one is null.", "concat('a', 'b', 1)", "ab1", Concat) { Aliases = ["||"] },
        new("concat_ws", "The texts with the first one between them; nulls are left out.", "concat_ws('-', 'a', NULL, 'b')", "a-b",
            ConcatWithSeparator),
        FunctionEntry.Of("repeat", "The text so many times.", "repeat('ab', 3)", "ababab",
            Overload.Of(DataType.String, DataType.Int, DataType.String,
                static (Utf8Slice text, int times, Utf8Arena texts, out Utf8Slice result) =>
            {
                result = texts.Add(string.Concat(Enumerable.Repeat(text.ToString(),
                    Math.Clamp(times, 0, 1 + (Slab.MaxCapacity / 4 / Math.Max(1, text.Length))))));
                return true;
            })),
        Pad("lpad", "The text brought to a length by adding others before it, or cut.", "lpad('7', 3, '0')", "007", true),
        Pad("rpad", "The text brought to a length by adding others behind it, or cut.", "rpad('7', 3, '0')", "700", false),
        FunctionEntry.Of("replace", "The text with every occurrence of a part replaced.", "replace('abcb', 'b', 'x')", "axcx",
            Overload.Of(DataType.String, DataType.String, DataType.String, DataType.String,
                static (Utf8Slice text, Utf8Slice part, Utf8Slice by, Utf8Arena texts, out Utf8Slice result) =>
                {
                    result = part.IsEmpty || text.Bytes.IndexOf(part.Bytes) < 0 ? text
                        : texts.Add(text.ToString().Replace(part.ToString(), by.ToString(), StringComparison.Ordinal));
                    return true;
                }),
            Overload.Of(DataType.String, DataType.String, DataType.String,
                static (Utf8Slice text, Utf8Slice part, Utf8Arena texts, out Utf8Slice result) =>
            {
                result = part.IsEmpty || text.Bytes.IndexOf(part.Bytes) < 0 ? text
                    : texts.Add(text.ToString().Replace(part.ToString(), "", StringComparison.Ordinal));
                return true;
            })),
        FunctionEntry.Of("translate", "The text with characters replaced by those at the same place of another list.",
            "translate('abc', 'ab', 'x')", "xc",
            Overload.Of<Utf8Slice, Utf8Slice, Utf8Slice,
                Utf8Slice>(DataType.String, DataType.String, DataType.String, DataType.String, Translate)),
        FunctionEntry.Of("instr", "The place at which another text occurs first; 0 when it does not.", "instr('SparkSQL', 'SQL')", "6",
            Overload.Of(DataType.String, DataType.String, DataType.Int,
                static (Utf8Slice text, Utf8Slice part, Utf8Arena _, out int place) =>
            {
                int at = text.Bytes.IndexOf(part.Bytes);
                place = at < 0 ? 0 : Characters.Count(text.Bytes[..at]) + 1;
                return true;
            })),
        FunctionEntry.Of("locate", "The place at which the first text occurs in the second; 0 when it does not.",
            "locate('SQL', 'SparkSQL')",
            "6",
            Overload.Of(DataType.String, DataType.String, DataType.Int,
                static (Utf8Slice part, Utf8Slice text, Utf8Arena _, out int place) =>
            {
                int at = text.Bytes.IndexOf(part.Bytes);
                place = at < 0 ? 0 : Characters.Count(text.Bytes[..at]) + 1;
                return true;
            })).Also("position"),
        Test<StartsWith>("startswith", "Whether the text begins with another.", "startswith('Spark', 'Sp')"),
        Test<EndsWith>("endswith", "Whether the text ends with another.", "endswith('Spark', 'rk')"),
        Test<Contains>("contains", "Whether another text occurs in it.", "contains('Spark', 'par')"),
        FunctionEntry.Of("ascii", "The number of the first character; 0 of the empty text.", "ascii('A')", "65", Number(static text =>
            Rune.DecodeFromUtf8(text.Bytes, out Rune rune, out _) == System.Buffers.OperationStatus.Done ? rune.Value : text.IsEmpty ? 0
                : text[0])),
        FunctionEntry.Of("chr", "The character with that number.", "chr(65)", "A",
            Overload.Of(DataType.Int, DataType.String, static (int number, Utf8Arena texts, out Utf8Slice result) =>
            {
                result = number < 0 ? default : texts.Add(((char)(number % 256)).ToString());
                return true;
            })),
        FunctionEntry.Of("levenshtein", "Characters to change, insert or leave out to make one text the other.",
            "levenshtein('kitten', 'sitting')", "3",
            Overload.Of(DataType.String, DataType.String, DataType.Int,
                static (Utf8Slice left, Utf8Slice right, Utf8Arena _, out int result) =>
            {
                result = Nearest.Distance<Rune>([.. left.ToString().EnumerateRunes()], [.. right.ToString().EnumerateRunes()]);
                return true;
            })),
        Text("md5", "The MD5 sum of the bytes, in hexadecimal digits.", "md5('a')", "0cc175b9c0f1b6a831c399e269772661",
            static (text, texts) =>
            texts.Add(Convert.ToHexStringLower(Md5(text.Bytes)))),
        Text("sha256", "The SHA-256 sum of the bytes, in hexadecimal digits.", "left(sha256('a'), 8)", "ca978112", static (text, texts) =>
            texts.Add(Convert.ToHexStringLower(SHA256.HashData(text.Bytes)))),
        Text("base64", "The bytes in base 64.", "base64('ab')", "YWI=", static (text, texts) =>
            texts.Add(Convert.ToBase64String(text.Bytes))),
        FunctionEntry.Of("unbase64", "The bytes that base 64 stands for; null when it is none.", "unbase64('YWI=')", "ab",
            Overload.Of(DataType.String, DataType.String, static (Utf8Slice text, Utf8Arena texts, out Utf8Slice result) =>
            {
                byte[] bytes = new byte[text.Length];
                bool isBase64 = Convert.TryFromBase64String(text.ToString(), bytes, out int length);
                result = isBase64 ? texts.Add(bytes.AsSpan(0, length)) : default;
                return isBase64;
            })),
        FunctionEntry.Of("hex", "The number in hexadecimal digits, or the bytes of the text.", "hex(255)", "FF",
            Overload.Of(DataType.Long, DataType.String, static (long value, Utf8Arena texts, out Utf8Slice result) =>
            {
                result = texts.Add(value.ToString("X", System.Globalization.CultureInfo.InvariantCulture));
                return true;
            }),
            Overload.Of(DataType.String, DataType.String, static (Utf8Slice text, Utf8Arena texts, out Utf8Slice result) =>
            {
                result = texts.Add(Convert.ToHexString(text.Bytes));
                return true;
            })),
        FunctionEntry.Of("split_part", "The part of the text between two separators, counted from 1, from the end when negative.",
            "split_part('a-b-c', '-', 2)", "b",
            Overload.Of<Utf8Slice, Utf8Slice, int, Utf8Slice>(DataType.String, DataType.String, DataType.Int, DataType.String, SplitPart)),
    ];

    private static FunctionEntry Text(string name, string summary, string example, string answer, Func<Utf8Slice, Utf8Arena,
        Utf8Slice> map) =>
        FunctionEntry.Of(name, summary, example, answer,
            Overload.Of(DataType.String, DataType.String, (Utf8Slice text, Utf8Arena texts, out Utf8Slice result) =>
            {
                result = map(text, texts);
                return true;
            }));

    private static Overload Number(Func<Utf8Slice, int> map) =>
        Overload.Of(DataType.String, DataType.Int, (Utf8Slice text, Utf8Arena _, out int result) =>
        {
            result = map(text);
            return true;
        });

    private static FunctionEntry Test<TMap>(string name, string summary, string example)
        where TMap : struct, IMap<Utf8Slice, Utf8Slice, bool> => FunctionEntry.Of(name, summary, example, "true",
            Overload.Map<TMap, Utf8Slice, Utf8Slice, bool>(DataType.String, DataType.String, DataType.Boolean));

    private static FunctionEntry Pad(string name, string summary, string example, string answer, bool isLeft) =>
        FunctionEntry.Of(name, summary, example, answer,
            Overload.Of(DataType.String, DataType.Int, DataType.String, DataType.String,
                (Utf8Slice text, int length, Utf8Slice by, Utf8Arena texts, out Utf8Slice result) =>
                {
                    int missing = Math.Min(length, Slab.MaxCapacity / 8) - Characters.Count(text.Bytes);
                    if (missing <= 0 || by.IsEmpty)
                    {
                        result = missing <= 0 ? Characters.Substring(text, 1, length) : text;
                        return true;
                    }

                    int unit = Characters.Count(by.Bytes);
                    string padding = string.Concat(Enumerable.Repeat(by.ToString(), missing / unit))
                        + Characters.Substring(by, 1, missing % unit).ToString();
                    result = texts.Add(isLeft ? padding + text.ToString() : text.ToString() + padding);
                    return true;
                }));

    private static Utf8Slice Trim(Utf8Slice text, bool atStart, bool atEnd)
    {
        ReadOnlySpan<byte> bytes = text.Bytes;
        int start = 0;
        int end = bytes.Length;
        while (atStart && start < end && bytes[start] == ' ')
        {
            start++;
        }

        while (atEnd && end > start && bytes[end - 1] == ' ')
        {
            end--;
        }

        return text.Substring(start, end - start);
    }

    private static BoundCall Concat(IReadOnlyList<Bound> args)
    {
        Arguments.Check("concat", args, 1, int.MaxValue);
        Bound[] texts = [.. args.Select(argument => argument.Type.IsNested
            ? throw new AnalysisException($"concat takes texts; {argument.Text} is {argument.Type}.")
                : Casts.Widen(argument, DataType.String))];
        return new BoundCall("concat", texts, DataType.String, NullRule.Strict, () => new ConcatKernel(false));
    }

    private static BoundCall ConcatWithSeparator(IReadOnlyList<Bound> args)
    {
        Arguments.Check("concat_ws", args, 1, int.MaxValue);
        return new BoundCall("concat_ws", [.. args.Select(argument => argument.Type is ArrayType
            ? FunctionTable.Bind("array_join", [argument, args[0]]) : Casts.Widen(argument, DataType.String))],
            DataType.String, NullRule.Own, () => new ConcatKernel(true));
    }

    private static bool Translate(Utf8Slice text, Utf8Slice from, Utf8Slice to, Utf8Arena texts, out Utf8Slice result)
    {
        Rune[] matched = [.. from.ToString().EnumerateRunes()];
        Rune[] replaced = [.. to.ToString().EnumerateRunes()];
        var built = new StringBuilder();
        foreach (Rune rune in text.ToString().EnumerateRunes())
        {
            int at = Array.IndexOf(matched, rune);
            if (at < 0 || at < replaced.Length)
            {
                built.Append(at < 0 ? rune : replaced[at]);
            }
        }

        result = texts.Add(built.ToString());
        return true;
    }

    private static bool SplitPart(Utf8Slice text, Utf8Slice separator, int place, Utf8Arena texts, out Utf8Slice result)
    {
        string[] parts = separator.IsEmpty ? [text.ToString()] : text.ToString().Split(separator.ToString());
        int at = place > 0 ? place - 1 : parts.Length + place;
        result = at >= 0 && at < parts.Length ? texts.Add(parts[at]) : default;
        return place != 0;
    }

#pragma warning disable CA5351 // a function of SQL, not a protection
    private static byte[] Md5(ReadOnlySpan<byte> bytes) => MD5.HashData(bytes);
#pragma warning restore CA5351

    private readonly struct StartsWith : IMap<Utf8Slice, Utf8Slice, bool>
    {
        public static bool Apply(Utf8Slice left, Utf8Slice right) => left.Length >= right.Length && left.Bytes.StartsWith(right.Bytes);
    }

    private readonly struct EndsWith : IMap<Utf8Slice, Utf8Slice, bool>
    {
        public static bool Apply(Utf8Slice left, Utf8Slice right) => left.Bytes.EndsWith(right.Bytes);
    }

    private readonly struct Contains : IMap<Utf8Slice, Utf8Slice, bool>
    {
        public static bool Apply(Utf8Slice left, Utf8Slice right) => left.Bytes.IndexOf(right.Bytes) >= 0;
    }
}

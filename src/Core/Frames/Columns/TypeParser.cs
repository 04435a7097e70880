namespace HotStream;

/// <summary>Types and schemas as text, in Spark's DDL: <c>a BIGINT, b struct&lt;c: array&lt;string&gt;&gt;</c>.</summary>
internal static class TypeParser
{
    private const int DepthMax = 64;

    private static readonly Dictionary<string, DataType> s_simple = new(StringComparer.OrdinalIgnoreCase)
    {
        ["void"] = DataType.Null,
        ["boolean"] = DataType.Boolean,
        ["bool"] = DataType.Boolean,
        ["int"] = DataType.Int,
        ["integer"] = DataType.Int,
        ["smallint"] = DataType.Int,
        ["tinyint"] = DataType.Int,
        ["long"] = DataType.Long,
        ["bigint"] = DataType.Long,
        ["double"] = DataType.Double,
        ["float"] = DataType.Double,
        ["real"] = DataType.Double,
        ["string"] = DataType.String,
        ["varchar"] = DataType.String,
        ["text"] = DataType.String,
        ["date"] = DataType.Date,
        ["timestamp"] = DataType.Timestamp,
        ["interval"] = DataType.Interval,
    };

    public static DataType ParseType(string text)
    {
        int at = 0;
        DataType type = Type(text, ref at, 0);
        return Peek(text, ref at) == '\0' ? type : throw Wrong(text, at, "the end");
    }

    public static Schema ParseSchema(string text)
    {
        int at = 0;
        var fields = new List<StructField>();
        while (Peek(text, ref at) != '\0')
        {
            fields.Add(ParseField(text, ref at, 0));
            if (Peek(text, ref at) != ',')
            {
                break;
            }

            at++;
        }

        return Peek(text, ref at) == '\0' ? new Schema(fields) : throw Wrong(text, at, "a comma or the end");
    }

    /// <summary>A name as it must be written: in back quotes when it is more than letters, digits and underscores.</summary>
    public static string Quote(string name) => name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? name
        : $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    private static StructField ParseField(string text, ref int at, int depth)
    {
        string name = Word(text, ref at);
        if (Peek(text, ref at) == ':')
        {
            at++;
        }

        return new StructField(name, Type(text, ref at, depth));
    }

    private static DataType Type(string text, ref int at, int depth)
    {
        if (depth > DepthMax)
        {
            throw new FormatException($"The type is nested more than {DepthMax} levels deep.");
        }

        Peek(text, ref at);
        int start = at;
        string name = Word(text, ref at);
        switch (name.ToUpperInvariant())
        {
            case "ARRAY":
                Take(text, ref at, '<');
                DataType element = Type(text, ref at, depth + 1);
                Take(text, ref at, '>');
                return DataType.Array(element);
            case "MAP":
                Take(text, ref at, '<');
                DataType key = Type(text, ref at, depth + 1);
                Take(text, ref at, ',');
                DataType value = Type(text, ref at, depth + 1);
                Take(text, ref at, '>');
                return DataType.Map(key, value);
            case "STRUCT":
                return Struct(text, ref at, depth);
            case "DECIMAL" or "DEC" or "NUMERIC":
                return Decimal(text, ref at);
            default:
                return s_simple.TryGetValue(name, out DataType? simple) ? simple
                    : throw new FormatException($"'{name}' at {start + 1} of \"{text}\" is no type. Known are "
                        + string.Join(", ", s_simple.Keys) + ", decimal(p, s), array<>, map<> and struct<>.");
        }
    }

    private static DecimalType Decimal(string text, ref int at)
    {
        int precision = 10;
        int scale = 0;
        int start = at;
        if (Peek(text, ref at) == '(')
        {
            at++;
            precision = Number(text, ref at);
            if (Peek(text, ref at) == ',')
            {
                at++;
                scale = Number(text, ref at);
            }

            Take(text, ref at, ')');
        }

        return precision is >= 1 and <= DecimalType.MostDigits && scale <= precision ? new DecimalType(precision, scale)
            : throw Wrong(text, start,
                $"(precision, scale) with 1 to {DecimalType.MostDigits} digits, of which at most all are behind the point,");
    }

    private static int Number(string text, ref int at)
    {
        Peek(text, ref at);
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]) && at - start < 4)
        {
            at++;
        }

        return at > start ? int.Parse(text.AsSpan(start, at - start), System.Globalization.CultureInfo.InvariantCulture)
            : throw Wrong(text, at, "a number of digits");
    }

    private static StructType Struct(string text, ref int at, int depth)
    {
        Take(text, ref at, '<');
        var fields = new List<StructField>();
        while (Peek(text, ref at) != '>')
        {
            fields.Add(ParseField(text, ref at, depth + 1));
            if (Peek(text, ref at) == ',')
            {
                at++;
            }
        }

        at++;
        return new StructType(new Schema(fields));
    }

    private static char Peek(string text, ref int at)
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        return at < text.Length ? text[at] : '\0';
    }

    private static void Take(string text, ref int at, char expected)
    {
        if (Peek(text, ref at) != expected)
        {
            throw Wrong(text, at, $"'{expected}'");
        }

        at++;
    }

    private static string Word(string text, ref int at)
    {
        if (Peek(text, ref at) == '`')
        {
            return Quoted(text, ref at);
        }

        int start = at;
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] is '_' or '-' or '@' or '$'))
        {
            at++;
        }

        return at > start ? text[start..at] : throw Wrong(text, at, "a name");
    }

    private static string Quoted(string text, ref int at)
    {
        var name = new System.Text.StringBuilder();
        for (at++; at < text.Length; at++)
        {
            if (text[at] == '`')
            {
                if (at + 1 >= text.Length || text[at + 1] != '`')
                {
                    at++;
                    return name.ToString();
                }

                at++;
            }

            name.Append(text[at]);
        }

        throw Wrong(text, at, "a closing back quote");
    }

    private static FormatException Wrong(string text, int at, string expected) =>
        new($"\"{text}\" is not a type: {expected} was expected at character {at + 1}.");
}

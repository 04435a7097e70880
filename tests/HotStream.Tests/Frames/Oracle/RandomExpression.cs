using System.Globalization;

namespace HotStream.Tests.Frames.Oracle;

/// <summary>A column that expressions may read.</summary>
public readonly record struct PlanField(PairedSql Name, PlanType Type);

/// <summary>Random expressions of a wanted type over some columns.</summary>
public sealed class RandomExpression(Random random, IReadOnlyList<PlanField> fields)
{
    public PairedSql Of(PlanType type, int depth)
    {
        PlanField[] known = [.. fields.Where(field => Fits(field.Type, type))];
        if (depth <= 0 || random.Next(5) == 0)
        {
            return known.Length > 0 && random.Next(4) != 0 ? known[random.Next(known.Length)].Name : Literal(type);
        }

        Shape[] shapes = Shapes.Of(type);
        Shape shape = shapes[random.Next(shapes.Length)];
        return PairedSql.Of(shape.Ours, shape.Duck, [.. shape.Parameters.Select(parameter => Argument(parameter, depth - 1))]);
    }

    /// <summary>A type that some column has, most of the time.</summary>
    public PlanType AnyType()
    {
        PlanField[] usable = [.. fields.Where(field => field.Type != PlanType.Loose)];
        if (usable.Length > 0 && random.Next(4) != 0)
        {
            return usable[random.Next(usable.Length)].Type;
        }

        PlanType type = (PlanType)random.Next((int)PlanType.Money + 1);
        return type == PlanType.Loose ? PlanType.Bool : type;
    }

    /// <summary>A field of a type, if there is one.</summary>
    public PlanField? Field(Func<PlanField, bool> fits)
    {
        PlanField[] found = [.. fields.Where(fits)];
        return found.Length == 0 ? null : found[random.Next(found.Length)];
    }

    public PairedSql Literal(PlanType type)
    {
        object value = RandomTable.Value(random, type, 5);
        return random.Next(12) == 0 ? new PairedSql($"CAST(NULL AS {DuckDatabase.TypeOf(type)})") : Literal(value);
    }

    public static PairedSql Literal(object value)
    {
        string text = DuckDatabase.Literal(value);
        return value switch
        {
            // The least number has no literal: without its sign it is too large.
            long.MinValue => new PairedSql("(-9223372036854775807L - 1L)", text),
            int.MinValue => new PairedSql("(-2147483647 - 1)", $"CAST({text} AS INTEGER)"),
            int number => new PairedSql(text, $"CAST({text} AS INTEGER)"),
            long number => new PairedSql(number.ToString(CultureInfo.InvariantCulture) + "L", text),
            double number when double.IsFinite(number) => new PairedSql(number.ToString("R", CultureInfo.InvariantCulture) + "D", text),
            double number => new PairedSql($"CAST('{(double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity")}' AS DOUBLE)",
                text),
            _ => new PairedSql(text),
        };
    }

    private static bool Fits(PlanType given, PlanType wanted) =>
        given == wanted || (given, wanted) is (PlanType.Few, PlanType.Long) or (PlanType.Tame, PlanType.Double);

    private PairedSql Argument(string parameter, int depth) => parameter switch
    {
        "n" => new PairedSql(random.Next(0, 7).ToString(CultureInfo.InvariantCulture)),
        "place" => new PairedSql(random.Next(1, 5).ToString(CultureInfo.InvariantCulture)),
        "days" => new PairedSql(random.Next(-400, 400).ToString(CultureInfo.InvariantCulture)),
        "pattern" => Pick("'%a%'", "'hello%'", "'%!'", "'_'", "'a_b%'", "'%l%o%'", "''", "'%'", "'äö_%'"),
        "regex" => Pick("'[a-c]+'", "'l+o'", "'^a|c$'", "'w.r'", "'(ab)+'", "'z{2,3}'"),
        "letter" => new PairedSql(random.Next(65, 120).ToString(CultureInfo.InvariantCulture)),
        "year" => new PairedSql(random.Next(1890, 2030).ToString(CultureInfo.InvariantCulture)),
        "timetext" => Pick("'2021-08-13'", "'1969-12-31'", "'2021-02-29'", "'x'", "''", "CAST(DATE '1812-03-04' AS STRING)"),
        "part" => Pick("'a'", "'l'", "'o w'", "'ä'", "'zz'", "'語'", "'!'"),
        "unit" => Pick("'year'", "'quarter'", "'month'", "'week'", "'day'", "'hour'", "'minute'", "'second'"),
        "dateunit" => Pick("'year'", "'quarter'", "'month'", "'week'"),
        "shift" => Pick("INTERVAL 5 MINUTES", "INTERVAL 3 DAYS", "INTERVAL 1 WEEK", "INTERVAL 90 SECONDS", "INTERVAL 250 MILLISECONDS"),
        "interval" => Pick("INTERVAL 3 DAYS", "INTERVAL 1 WEEK"),
        _ => Of(Enum.Parse<PlanType>(parameter), depth),
    };

    private PairedSql Pick(params string[] texts) => new(texts[random.Next(texts.Length)]);
}

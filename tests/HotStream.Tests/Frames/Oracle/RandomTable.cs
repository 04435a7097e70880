namespace HotStream.Tests.Frames.Oracle;

/// <summary>A table of a random schema with random rows.</summary>
public sealed class RandomTable
{
    private static readonly long[] s_longs = [long.MinValue, long.MinValue
        + 1, long.MaxValue, int.MinValue, int.MaxValue, -1, 0, 1, 2, 1L << 53];
    private static readonly int[] s_ints = [int.MinValue, int.MaxValue, -1, 0, 1, 2, 3, 100];
    private static readonly double[] s_doubles =
        [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1.5, -2.5, 1e300, -1e300, double.MaxValue, 5e-324, 1e-5,
            123456789.125];

    private static readonly string[] s_texts =
    [
        "", " ", "a", "b", "ab", "A", "aB c", "  x ", "12", "-7", " 3", "1.5", "hello worl", "hello world", "hello world!",
            "hello world!!", "hello world?!",
        "äöü", "日本語", "😀x", "a_b%c", "äöüäöüa", "true", "2021-08-13", new string('z', 300), new string('z', 299) + "y", "it's",
    ];

    private static readonly decimal[] s_decimals = [9999999999.99m, -9999999999.99m, 0m, 0.01m, -0.05m, 0.45m, 0.55m, 123456.78m];

    private RandomTable(string name, IReadOnlyList<PlanType> types, IReadOnlyList<IReadOnlyList<object?>> rows)
    {
        Name = name;
        Types = types;
        Rows = rows;
    }

    public string Name { get; }

    public IReadOnlyList<PlanType> Types { get; }

    public IReadOnlyList<IReadOnlyList<object?>> Rows { get; }

    public Schema Schema => new(Types.Select((type, at) => new StructField(NameOf(at), TypeOf(type))));

    public static string NameOf(int column) => $"c{column}";

    public static RandomTable Create(Random random, string name, int rows)
    {
        var types = new List<PlanType>();
        for (int count = random.Next(2, 8); types.Count < count;)
        {
            PlanType type = (PlanType)random.Next((int)PlanType.Money + 1);
            if (type != PlanType.Loose)
            {
                types.Add(type);
            }
        }

        return Create(random, name, rows, types, null);
    }

    /// <summary>A table of a given schema; of so many different values if wanted.</summary>
    public static RandomTable Create(Random random, string name, int rows, IReadOnlyList<PlanType> types, int? different)
    {
        double[] nulls = [.. types.Select(_ => random.Next(3) switch { 0 => 0, 1 => 0.1, _ => 0.4 })];
        int[] variety = [.. types.Select(_ => different ?? (random.Next(3) == 0 ? 1000 : random.Next(1, 6)))];
        return new RandomTable(name, types, [.. Enumerable.Range(0, rows).Select(_ => (IReadOnlyList<object?>)
            [.. types.Select((type, at) => random.NextDouble() < nulls[at] ? null : Value(random, type, variety[at]))])]);
    }

    /// <summary>The same with more rows.</summary>
    public RandomTable With(IReadOnlyList<IReadOnlyList<object?>> more) => new(Name, Types, [.. more, .. Rows]);

    /// <summary>A value of a type; of few different ones if wanted, so that joins and groups find equals.</summary>
    public static object Value(Random random, PlanType type, int variety)
    {
        int some = random.Next(variety);
        return type switch
        {
            PlanType.Bool => some % 2 == 0,
            PlanType.Int => random.Next(8) == 0 ? s_ints[random.Next(s_ints.Length)] : some,
            PlanType.Long => random.Next(8) == 0 ? s_longs[random.Next(s_longs.Length)] : some,
            PlanType.Few => (long)some - 2,
            PlanType.Double => random.Next(4) == 0 ? s_doubles[random.Next(s_doubles.Length)] : some * 0.75,
            PlanType.Tame => (some - 2) * 0.25,
            PlanType.Money => random.Next(6) == 0 ? s_decimals[random.Next(s_decimals.Length)] : (some - 2) * 0.25m,
            PlanType.Text => random.Next(variety < 6 ? 8 : 2) == 0 ? s_texts[random.Next(s_texts.Length)] : s_texts[some % s_texts.Length],
            PlanType.Date => new DateOnly(1970, 1, 1).AddDays(random.Next(6) == 0 ? random.Next(-130_000, 150_000) : some - 3),
            _ => DateTime.UnixEpoch.AddTicks(10 * (random.Next(6) == 0 ? random.NextInt64(-10_000_000_000_000_000, 10_000_000_000_000_000)
                : (some - 3) * 3_600_250_000L)),
        };
    }

    public static DataType TypeOf(PlanType type) => type switch
    {
        PlanType.Bool => DataType.Boolean,
        PlanType.Int => DataType.Int,
        PlanType.Long or PlanType.Few => DataType.Long,
        PlanType.Double or PlanType.Tame or PlanType.Loose => DataType.Double,
        PlanType.Text => DataType.String,
        PlanType.Money => DataType.Decimal(12, 2),
        PlanType.Date => DataType.Date,
        _ => DataType.Timestamp,
    };
}

namespace HotStream.Tests.Frames.Oracle;

/// <summary>
/// Aggregates a row at a time, written from Spark's documentation of its functions; shares nothing with the engine but the values. Each
/// takes
/// the rows of a group in order, with one or two arguments.
/// </summary>
internal static class SlowAggregates
{
    public static readonly Comparer<object> Order = Comparer<object>.Create((left, right) => (left, right) switch
    {
        (double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a == b ? 0 : a < b ? -1
            : 1,
        (string a, string b) => System.Text.Encoding.UTF8.GetBytes(a).AsSpan().SequenceCompareTo(System.Text.Encoding.UTF8.GetBytes(b)),
        _ => ((IComparable)left).CompareTo(right),
    });

    private static readonly PlanType[] s_any =
        [PlanType.Bool, PlanType.Int, PlanType.Long, PlanType.Double, PlanType.Text, PlanType.Date, PlanType.Time, PlanType.Money];
    private static readonly PlanType[] s_numbers = [PlanType.Few, PlanType.Tame];

    /// <summary>Name, call of {0} and {1}, types of the first argument, and the answer.</summary>
    public static (string Name, string Call, PlanType[] Types, Func<List<object?[]>, object?> Answer)[] All { get; } =
    [
        ("count", "count(*)", s_any, rows => (long)rows.Count),
        ("count", "count({0})", s_any, rows => (long)Values(rows).Count),
        ("count", "count({0}, {1})", s_any, rows => rows.LongCount(row => row[0] is not null && row[1] is not null)),
        ("count", "count(DISTINCT {0})", s_any, rows => (long)Different(rows).Count),
        ("sum", "sum({0})", [PlanType.Int, PlanType.Long], rows => Values(rows).Count == 0 ? null
            : Values(rows).Aggregate(0L, (sum, value) => unchecked(sum + Convert.ToInt64(value, null)))),
        ("sum", "sum({0})", [PlanType.Tame], rows => Values(rows).Count == 0 ? null : Values(rows).Sum(value => (double)value)),
        ("sum", "sum(DISTINCT {0})", [PlanType.Long], rows => Values(rows).Count == 0 ? null
            : Different(rows).Aggregate(0L, (sum, value) => unchecked(sum + (long)value))),
        ("sum", "sum({0})", [PlanType.Money], rows => Values(rows).Count == 0 ? null : Values(rows).Sum(value => (decimal)value)),
        ("avg", "avg({0})", [PlanType.Money], rows => Values(rows).Count == 0 ? null
            : Math.Round(Values(rows).Sum(value => (decimal)value) / Values(rows).Count, 6, MidpointRounding.AwayFromZero)),
        ("avg", "avg({0})", s_numbers, rows => Values(rows).Count == 0 ? null : Numbers(rows).Average()),
        ("min", "min({0})", s_any, rows => Values(rows).Count == 0 ? null : Values(rows).Min(Order)),
        ("max", "max({0})", s_any, rows => Values(rows).Count == 0 ? null : Values(rows).Max(Order)),
        ("first", "first({0})", s_any, rows => rows[0][0]),
        ("first", "first({0}, true)", s_any, rows => Values(rows).FirstOrDefault()),
        ("last", "last({0})", s_any, rows => rows[^1][0]),
        ("last", "last({0}, true)", s_any, rows => Values(rows).LastOrDefault()),
        ("min_by", "min_by({0}, {1})", s_any, rows => rows.Where(row => row[1] is not null).MinBy(row => row[1]!, Order)?[0]),
        ("max_by", "max_by({0}, {1})", s_any, rows => rows.Where(row => row[1] is not null).MaxBy(row => row[1]!, Order)?[0]),
        ("collect_list", "collect_list({0})", s_any, rows => Values(rows)),
        ("collect_set", "collect_set({0})", s_any, rows => Different(rows)),
        ("count_if", "count_if({0})", [PlanType.Bool], rows => rows.LongCount(row => row[0] is true)),
        ("bool_and", "bool_and({0})", [PlanType.Bool], rows => Values(rows).Count == 0 ? null : Values(rows).All(value => value is true)),
        ("bool_or", "bool_or({0})", [PlanType.Bool], rows => Values(rows).Count == 0 ? null : Values(rows).Any(value => value is true)),
        ("var_pop", "var_pop({0})", s_numbers, rows => Values(rows).Count == 0 ? null : Moment(rows, 2)),
        ("var_samp", "var_samp({0})", s_numbers, rows => Values(rows).Count < 2 ? null
            : Moment(rows, 2) * Values(rows).Count / (Values(rows).Count - 1)),
        ("stddev_pop", "stddev_pop({0})", s_numbers, rows => Values(rows).Count == 0 ? null : Math.Sqrt(Moment(rows, 2))),
        ("stddev_samp", "stddev_samp({0})", s_numbers, rows => Values(rows).Count < 2 ? null
            : Math.Sqrt(Moment(rows, 2) * Values(rows).Count / (Values(rows).Count - 1))),
        ("skewness", "skewness({0})", s_numbers, rows => Different(rows).Count < 2 ? null
            : Moment(rows, 3) / Math.Pow(Moment(rows, 2), 1.5)),
        ("kurtosis", "kurtosis({0})", s_numbers, rows => Different(rows).Count < 2 ? null
            : (Moment(rows, 4) / Math.Pow(Moment(rows, 2), 2)) - 3),
        ("median", "median({0})", s_numbers, rows => Percentile(rows, 0.5)),
        ("percentile", "percentile({0}, 0.3)", s_numbers, rows => Percentile(rows, 0.3)),
        ("approx_count_distinct", "approx_count_distinct({0})", [PlanType.Few, PlanType.Tame, PlanType.Bool], rows =>
            (long)Different(rows).Count),
    ];

    private static List<object> Values(List<object?[]> rows) => [.. rows.Select(row => row[0]).OfType<object>()];

    /// <summary>As keys of groups are: one zero, one NaN.</summary>
    private static List<object> Different(List<object?[]> rows)
    {
        var found = new List<object>();
        foreach (object value in Values(rows))
        {
            if (found.All(known => Order.Compare(known, value) != 0))
            {
                found.Add(value);
            }
        }

        return found;
    }

    private static IEnumerable<double> Numbers(List<object?[]> rows) => Values(rows).Select(value => Convert.ToDouble(value, null));

    private static double Moment(List<object?[]> rows, int power)
    {
        double mean = Numbers(rows).Average();
        return Numbers(rows).Average(value => Math.Pow(value - mean, power));
    }

    private static double? Percentile(List<object?[]> rows, double part)
    {
        double[] sorted = [.. Numbers(rows).Order()];
        if (sorted.Length == 0)
        {
            return null;
        }

        double place = part * (sorted.Length - 1);
        (int low, int high) = ((int)Math.Floor(place), (int)Math.Ceiling(place));
        return low == high ? sorted[low] : ((high - place) * sorted[low]) + ((place - low) * sorted[high]);
    }
}

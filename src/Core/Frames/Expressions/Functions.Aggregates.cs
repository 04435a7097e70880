namespace HotStream;

public static partial class Functions
{
    /// <summary>SQL's <c>count</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Count(Column column) => Column.Call("count", column);

    /// <summary>SQL's <c>sum</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Sum(Column column) => Column.Call("sum", column);

    /// <summary>SQL's <c>avg</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Avg(Column column) => Column.Call("avg", column);

    /// <summary>SQL's <c>min</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Min(Column column) => Column.Call("min", column);

    /// <summary>SQL's <c>max</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Max(Column column) => Column.Call("max", column);

    /// <summary>SQL's <c>first</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column First(Column column) => Column.Call("first", column);

    /// <summary>SQL's <c>last</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Last(Column column) => Column.Call("last", column);

    /// <summary>SQL's <c>min_by</c>.</summary>
    /// <param name="column">The column.</param>
    /// <param name="by">What it is replaced, filled or ordered by.</param>
    public static Column MinBy(Column column, Column by) => Column.Call("min_by", column, by);

    /// <summary>SQL's <c>max_by</c>.</summary>
    /// <param name="column">The column.</param>
    /// <param name="by">What it is replaced, filled or ordered by.</param>
    public static Column MaxBy(Column column, Column by) => Column.Call("max_by", column, by);

    /// <summary>SQL's <c>collect_list</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column CollectList(Column column) => Column.Call("collect_list", column);

    /// <summary>SQL's <c>collect_set</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column CollectSet(Column column) => Column.Call("collect_set", column);

    /// <summary>SQL's <c>approx_count_distinct</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column ApproxCountDistinct(Column column) => Column.Call("approx_count_distinct", column);

    /// <summary>SQL's <c>count_if</c>.</summary>
    /// <param name="condition">The condition.</param>
    public static Column CountIf(Column condition) => Column.Call("count_if", condition);

    /// <summary>SQL's <c>bool_and</c>.</summary>
    /// <param name="condition">The condition.</param>
    public static Column BoolAnd(Column condition) => Column.Call("bool_and", condition);

    /// <summary>SQL's <c>bool_or</c>.</summary>
    /// <param name="condition">The condition.</param>
    public static Column BoolOr(Column condition) => Column.Call("bool_or", condition);

    /// <summary>SQL's <c>var_samp</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Variance(Column column) => Column.Call("var_samp", column);

    /// <summary>SQL's <c>var_pop</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column VarPop(Column column) => Column.Call("var_pop", column);

    /// <summary>SQL's <c>stddev_samp</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column StdDev(Column column) => Column.Call("stddev_samp", column);

    /// <summary>SQL's <c>stddev_pop</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column StdDevPop(Column column) => Column.Call("stddev_pop", column);

    /// <summary>SQL's <c>skewness</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Skewness(Column column) => Column.Call("skewness", column);

    /// <summary>SQL's <c>kurtosis</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Kurtosis(Column column) => Column.Call("kurtosis", column);

    /// <summary>SQL's <c>median</c>.</summary>
    /// <param name="column">The column.</param>
    public static Column Median(Column column) => Column.Call("median", column);

    /// <summary>SQL's <c>percentile</c>.</summary>
    /// <param name="column">The column.</param>
    /// <param name="part">The part.</param>
    public static Column Percentile(Column column, Column part) => Column.Call("percentile", column, part);
}

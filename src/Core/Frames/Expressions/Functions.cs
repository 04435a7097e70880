namespace HotStream;

/// <summary>
/// The functions of frames, named as Spark's; <c>using static HotStream.Functions;</c> makes them words of their own. What each gives, with
/// an
/// example, is in docs/sql.md: they are the functions of SQL under the same names. Immutable and thread-safe.
/// </summary>
public static partial class Functions
{
    /// <summary>
    /// A column by name, or a field in a struct: <c>a.b</c>; <c>*</c> and <c>a.*</c> are all of them. Names with dots stand in back quotes.
    /// </summary>
    /// <param name="name">The name.</param>
    public static Column Col(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string[] parts = NamePath.Parse(name);
        return new Column(parts[^1] == "*" ? new StarExpression(parts[..^1]) : new NameExpression(parts));
    }

    /// <summary>A value: bool, int, long, double, decimal, string, DateOnly, DateTime, DateTimeOffset, TimeSpan, or null.</summary>
    /// <param name="value">The value.</param>
    /// <exception cref="ArgumentException">It is of another type.</exception>
    public static Column Lit(object? value) => new(value switch
    {
        null => new LiteralExpression(null, DataType.Null),
        bool => new LiteralExpression(value, DataType.Boolean),
        int => new LiteralExpression(value, DataType.Int),
        short or sbyte or byte or ushort =>
            new LiteralExpression(Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture), DataType.Int),
        long => new LiteralExpression(value, DataType.Long),
        uint number => new LiteralExpression((long)number, DataType.Long),
        double => new LiteralExpression(value, DataType.Double),
        float number => new LiteralExpression((double)number, DataType.Double),
        decimal number => new LiteralExpression(value, Decimals.TypeOf(number)),
        WideDecimal number => new LiteralExpression(value, Decimals.TypeOf(number)),
        string => new LiteralExpression(value, DataType.String),
        Utf8Slice text => new LiteralExpression(text.ToString(), DataType.String),
        DateOnly => new LiteralExpression(value, DataType.Date),
        DateTime or DateTimeOffset => new LiteralExpression(Calendar.ToDateTime(Calendar.ToMicroseconds(value)), DataType.Timestamp),
        TimeSpan => new LiteralExpression(value, DataType.Interval),
        _ => throw new ArgumentException($"A {value.GetType()} is no value of a column.", nameof(value)),
    });

    /// <summary>
    /// The value when a condition is true; further cases by <see cref="Column.When"/>, what else by <see cref="Column.Otherwise"/>.
    /// </summary>
    /// <param name="condition">When it holds.</param>
    /// <param name="value">What the result is then.</param>
    public static Column When(Column condition, Column value) => new(new CaseExpression([(condition.Expression, value.Expression)], null));

    /// <summary>Any function of SQL by name.</summary>
    /// <param name="name">The function's name.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Column CallFunction(string name, params Column[] arguments)
    {
        ArgumentNullException.ThrowIfNull(name);
        return Column.Call(name.ToLowerInvariant(), arguments);
    }

    /// <summary>Different values, or sets of values, none of which is null: <c>count(DISTINCT ...)</c>.</summary>
    /// <param name="columns">The values.</param>
    public static Column CountDistinct(params Column[] columns) =>
        new(new CallExpression("count", [.. columns.Select(column => column.Expression)], IsDistinct: true));

    /// <summary>The sum of the different values: <c>sum(DISTINCT ...)</c>.</summary>
    /// <param name="column">The values.</param>
    public static Column SumDistinct(Column column) => new(new CallExpression("sum", [column.Expression], IsDistinct: true));

    /// <summary>A column by its whole name, whatever letters are in it: dots, back quotes and stars mean nothing here.</summary>
    /// <param name="name">The name.</param>
    public static Column ColumnNamed(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new Column(new NameExpression([name]));
    }
}

namespace HotStream;

/// <summary>
/// Every way from one type to another, as Spark goes when <c>spark.sql.ansi.enabled</c> is false: what cannot be is null, fractions are cut
/// off, whole numbers wrap around, floating point numbers stop at the ends. Times are UTC; as numbers they are seconds.
/// </summary>
internal static class Casts
{
    private static readonly Dictionary<(TypeKind From, TypeKind To), Func<Kernel>> s_kernels = new()
    {
        [(TypeKind.Int, TypeKind.Long)] = Map<IntToLong, int, long>,
        [(TypeKind.Int, TypeKind.Double)] = Map<IntToDouble, int, double>,
        [(TypeKind.Int, TypeKind.Boolean)] = Map<IntToBoolean, int, bool>,
        [(TypeKind.Long, TypeKind.Int)] = Map<LongToInt, long, int>,
        [(TypeKind.Long, TypeKind.Double)] = Map<LongToDouble, long, double>,
        [(TypeKind.Long, TypeKind.Boolean)] = Map<LongToBoolean, long, bool>,
        [(TypeKind.Double, TypeKind.Int)] = Map<DoubleToInt, double, int>,
        [(TypeKind.Double, TypeKind.Long)] = Map<DoubleToLong, double, long>,
        [(TypeKind.Double, TypeKind.Boolean)] = Map<DoubleToBoolean, double, bool>,
        [(TypeKind.Boolean, TypeKind.Int)] = Map<BooleanToInt, bool, int>,
        [(TypeKind.Boolean, TypeKind.Long)] = Map<BooleanToLong, bool, long>,
        [(TypeKind.Boolean, TypeKind.Double)] = Map<BooleanToDouble, bool, double>,
        [(TypeKind.Date, TypeKind.Timestamp)] = Map<DateToTimestamp, int, long>,
        [(TypeKind.Timestamp, TypeKind.Date)] = Map<TimestampToDate, long, int>,
        [(TypeKind.Timestamp, TypeKind.Long)] = Map<TimestampToLong, long, long>,
        [(TypeKind.Timestamp, TypeKind.Int)] = () => new TryKernel<long, int>((long time, Utf8Arena _, out int value) =>
            (value = unchecked((int)Calendar.FloorDiv(time, 1_000_000))) == value),
        [(TypeKind.Timestamp, TypeKind.Double)] = Map<TimestampToDouble, long, double>,
        [(TypeKind.Long, TypeKind.Timestamp)] = Map<LongToTimestamp, long, long>,
        [(TypeKind.Int, TypeKind.Timestamp)] = Map<IntToTimestamp, int, long>,
        [(TypeKind.Double, TypeKind.Timestamp)] = () => new TryKernel<double, long>((double seconds, Utf8Arena _, out long time) =>
        {
            time = double.IsFinite(seconds) ? (long)(seconds * 1e6) : 0;
            return double.IsFinite(seconds);
        }),
        [(TypeKind.String, TypeKind.Int)] = Try((Utf8Slice text, Utf8Arena _, out int value) => TextValues.TryInt(text.Bytes, out value)),
        [(TypeKind.String, TypeKind.Long)] = Try((Utf8Slice text, Utf8Arena _, out long value) =>
            TextValues.TryLong(text.Bytes, out value)),
        [(TypeKind.String, TypeKind.Double)] =
            Try((Utf8Slice text, Utf8Arena _, out double value) => TextValues.TryDouble(text.Bytes, out value)),
        [(TypeKind.String, TypeKind.Boolean)] =
            Try((Utf8Slice text, Utf8Arena _, out bool value) => TextValues.TryBoolean(text.Bytes, out value)),
        [(TypeKind.String, TypeKind.Date)] = Try((Utf8Slice text, Utf8Arena _, out int day) => TextValues.TryDate(text.Bytes, out day)),
        [(TypeKind.String, TypeKind.Timestamp)] =
            Try((Utf8Slice text, Utf8Arena _, out long time) => TextValues.TryTimestamp(text.Bytes, out time)),
        [(TypeKind.Boolean, TypeKind.String)] = Text((bool value) => value ? "true" : "false"),
        [(TypeKind.Int, TypeKind.String)] = () => new TryKernel<int, Utf8Slice>(static (int value, Utf8Arena texts, out Utf8Slice text) =>
            Number(value, texts, out text)),
        [(TypeKind.Long, TypeKind.String)] = () => new TryKernel<long, Utf8Slice>(Number),
        [(TypeKind.Double, TypeKind.String)] = Text<double>(TextOf.Double),
        [(TypeKind.Date, TypeKind.String)] = Text<int>(TextOf.Date),
        [(TypeKind.Timestamp, TypeKind.String)] = Text<long>(TextOf.Timestamp),
        [(TypeKind.Interval, TypeKind.String)] = Text((long value) => Row.Show(TimeSpan.FromMicroseconds(value))),
    };

    /// <summary>The expression as another type.</summary>
    /// <exception cref="AnalysisException">There is no way from one to the other.</exception>
    public static Bound To(Bound from, DataType type)
    {
        if (from.Type == type)
        {
            return from;
        }

        if (from is BoundLiteral { Value: null } || from.Type.Kind == TypeKind.Null)
        {
            return new BoundLiteral(null, type);
        }

        return new BoundCall("cast", [from], type, NullRule.Strict, Find(from.Type, type) ?? throw new AnalysisException(
            $"{from.Text} of type {from.Type} cannot be cast to {type}."), $"CAST({from.Text} AS {type.Name.ToUpperInvariant()})");
    }

    /// <summary>The same, whose failures are null under ANSI too.</summary>
    public static Bound Try(Bound from, DataType type) => To(from, type) is BoundCall { Name: "cast" } call && !ReferenceEquals(call, from)
        ? new BoundCall("try_cast", call.Inputs, type, call.Nulls, call.Kernel, "TRY_" + call.Text) : To(from, type);

    /// <summary>The same expression where the type is only widened: its name stays what it was.</summary>
    public static Bound Widen(Bound from, DataType type) => To(from, type) switch
    {
        BoundCall { Name: "cast" } call when !ReferenceEquals(call, from) =>
            new BoundCall("cast", call.Inputs, type, call.Nulls, call.Kernel, from.Text),
        Bound other => other,
    };

    public static bool Exists(DataType from, DataType to) => from == to || from.Kind == TypeKind.Null || Find(from, to) is not null;

    /// <summary>The number without its fraction; beyond the ends the end, and 0 for what is no number.</summary>
    public static long ToLong(double value) => double.IsNaN(value) ? 0 : value >= 9.2233720368547758e18 ? long.MaxValue
        : value <= -9.2233720368547758e18 ? long.MinValue : (long)value;

    private static Func<Kernel>? Find(DataType from, DataType to)
    {
        if (s_kernels.TryGetValue((from.Kind, to.Kind), out Func<Kernel>? kernel))
        {
            return kernel;
        }

        if (from.Kind == TypeKind.Decimal || to.Kind == TypeKind.Decimal)
        {
            return DecimalCasts.Find(from, to);
        }

        if (from.IsNested && to.Kind == TypeKind.String)
        {
            return () => new ColumnKernel(ShowNested);
        }

        return from.Kind == to.Kind && NestedCast.Find(from, to) is { } cast ? () => new ColumnKernel(cast) : null;
    }

    internal static Func<Kernel>? FindKernel(DataType from, DataType to) => Find(from, to);

    private static void ShowNested(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (inputs[0].IsNull(row))
            {
                result.SetNull(row);
                continue;
            }

            Cell.Write(result, row, texts.Add(Row.Show(Cell.ToObject(inputs[0], row))));
        }
    }

    private static bool Number(long value, Utf8Arena texts, out Utf8Slice text)
    {
        Span<byte> digits = stackalloc byte[20];
        value.TryFormat(digits, out int length, default, System.Globalization.CultureInfo.InvariantCulture);
        text = texts.Add(digits[..length]);
        return true;
    }

    private static MapKernel<TMap, TFrom, TTo> Map<TMap, TFrom, TTo>()
        where TMap : struct, IMap<TFrom, TTo>
        where TFrom : unmanaged
        where TTo : unmanaged => new();

    private static Func<Kernel> Try<TTo>(TryMap<Utf8Slice, TTo> map)
        where TTo : unmanaged => () => new TryKernel<Utf8Slice, TTo>(map);

    private static Func<Kernel> Text<TFrom>(Func<TFrom, string> show)
        where TFrom : unmanaged => () => new TryKernel<TFrom, Utf8Slice>((TFrom value, Utf8Arena texts, out Utf8Slice text) =>
        {
            text = texts.Add(show(value));
            return true;
        });

    private readonly struct IntToLong : IMap<int, long>
    {
        public static long Apply(int value) => value;
    }

    private readonly struct IntToDouble : IMap<int, double>
    {
        public static double Apply(int value) => value;
    }

    private readonly struct IntToBoolean : IMap<int, bool>
    {
        public static bool Apply(int value) => value != 0;
    }

    private readonly struct LongToInt : IMap<long, int>
    {
        public static int Apply(long value) => unchecked((int)value);
    }

    private readonly struct LongToDouble : IMap<long, double>
    {
        public static double Apply(long value) => value;
    }

    private readonly struct LongToBoolean : IMap<long, bool>
    {
        public static bool Apply(long value) => value != 0;
    }

    private readonly struct DoubleToInt : IMap<double, int>
    {
        public static int Apply(double value) => double.IsNaN(value) ? 0 : (int)Math.Clamp(value, int.MinValue, int.MaxValue);
    }

    private readonly struct DoubleToLong : IMap<double, long>
    {
        public static long Apply(double value) => ToLong(value);
    }

    private readonly struct DoubleToBoolean : IMap<double, bool>
    {
        public static bool Apply(double value) => value != 0;
    }

    private readonly struct BooleanToInt : IMap<bool, int>
    {
        public static int Apply(bool value) => value ? 1 : 0;
    }

    private readonly struct BooleanToLong : IMap<bool, long>
    {
        public static long Apply(bool value) => value ? 1 : 0;
    }

    private readonly struct BooleanToDouble : IMap<bool, double>
    {
        public static double Apply(bool value) => value ? 1 : 0;
    }

    private readonly struct DateToTimestamp : IMap<int, long>
    {
        public static long Apply(int value) => value * Calendar.MicrosecondsPerDay;
    }

    private readonly struct TimestampToDate : IMap<long, int>
    {
        public static int Apply(long value) => Calendar.DayOf(value);
    }

    private readonly struct TimestampToLong : IMap<long, long>
    {
        public static long Apply(long value) => Calendar.FloorDiv(value, 1_000_000);
    }

    private readonly struct TimestampToDouble : IMap<long, double>
    {
        public static double Apply(long value) => value / 1e6;
    }

    private readonly struct LongToTimestamp : IMap<long, long>
    {
        public static long Apply(long value) => unchecked(value * 1_000_000);
    }

    private readonly struct IntToTimestamp : IMap<int, long>
    {
        public static long Apply(int value) => value * 1_000_000L;
    }
}

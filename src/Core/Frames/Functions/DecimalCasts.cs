namespace HotStream;

/// <summary>Decimal numbers from and to other types; digits behind the point that are too many are rounded, what does not fit is
/// null.</summary>
internal static class DecimalCasts
{
    public static Func<Kernel>? Find(DataType from, DataType to) => to is DecimalType type ? To(from, type) : From((DecimalType)from, to);

    private static Func<Kernel>? To(DataType from, DecimalType type) => from.Kind switch
    {
        TypeKind.Boolean => Of((bool value, Utf8Arena _, out Int128 result) => Decimals.TryRescale(value ? 1 : 0, 0, type, out result)),
        TypeKind.Int => Of((int value, Utf8Arena _, out Int128 result) => Decimals.TryRescale(value, 0, type, out result)),
        TypeKind.Long => Of((long value, Utf8Arena _, out Int128 result) => Decimals.TryRescale(value, 0, type, out result)),
        TypeKind.Timestamp => Of((long value, Utf8Arena _, out Int128 result) => Decimals.TryRescale(value, 6, type, out result)),
        TypeKind.Double => Of((double value, Utf8Arena _, out Int128 result) => Decimals.TryFrom(value, type, out result)),
        TypeKind.String => Of((Utf8Slice text, Utf8Arena _, out Int128 result) => Decimals.TryParse(text.Bytes, type, out result)),
        TypeKind.Decimal => Rescale(((DecimalType)from).Scale, type),
        _ => null,
    };

    private static Func<Kernel> Rescale(int scale, DecimalType type) => Of((Int128 value, Utf8Arena _, out Int128 result) =>
        Decimals.TryRescale(value, scale, type, out result));

    private static Func<Kernel>? From(DecimalType from, DataType to)
    {
        int scale = from.Scale;
        Int128 unit = Decimals.Power(scale);
        return to.Kind switch
        {
            TypeKind.Boolean => Of((Int128 value, Utf8Arena _, out bool result) =>
            {
                result = value != 0;
                return true;
            }),
            TypeKind.Int => Of((Int128 value, Utf8Arena _, out int result) =>
            {
                result = unchecked((int)(long)(value / unit));
                return true;
            }),
            TypeKind.Long => Of((Int128 value, Utf8Arena _, out long result) =>
            {
                result = unchecked((long)(value / unit));
                return true;
            }),
            TypeKind.Double => Of((Int128 value, Utf8Arena _, out double result) =>
            {
                result = Decimals.ToDouble(value, scale);
                return true;
            }),
            TypeKind.Timestamp => Of((Int128 value, Utf8Arena _, out long result) =>
            {
                bool isTime = Decimals.TryRescale(value, scale, 6, out Int128 time);
                result = unchecked((long)time);
                return isTime && result == time;
            }),
            TypeKind.String => Of((Int128 value, Utf8Arena texts, out Utf8Slice result) =>
            {
                result = texts.Add(Decimals.Show(value, scale));
                return true;
            }),
            _ => null,
        };
    }

    private static Func<Kernel> Of<TFrom, TTo>(TryMap<TFrom, TTo> map)
        where TFrom : unmanaged
        where TTo : unmanaged => () => new TryKernel<TFrom, TTo>(map);
}

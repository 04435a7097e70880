using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>How values of a .NET type stand in a column; every question about the type is a constant to the compiler.</summary>
internal static unsafe class ValueColumn<T>
{
    /// <summary>The column's type.</summary>
    /// <exception cref="NotSupportedException">There is none.</exception>
    public static DataType Type =>
        typeof(T) == typeof(bool) ? DataType.Boolean
        : typeof(T) == typeof(int) || typeof(T) == typeof(short) || typeof(T) == typeof(byte) ? DataType.Int
        : typeof(T) == typeof(long) || typeof(T) == typeof(uint) ? DataType.Long
        : typeof(T) == typeof(double) || typeof(T) == typeof(float) ? DataType.Double
        : typeof(T) == typeof(decimal) ? DataType.Decimal(38, 18)
        : typeof(T) == typeof(string) || typeof(T) == typeof(Utf8Slice) ? DataType.String
        : typeof(T) == typeof(DateOnly) ? DataType.Date
        : typeof(T) == typeof(DateTime) || typeof(T) == typeof(DateTimeOffset) ? DataType.Timestamp
        : typeof(T) == typeof(TimeSpan) ? DataType.Interval
        : throw new NotSupportedException(
            $"A {typeof(T).Name} is no value of a column; say which columns it has: ToFrame(session, schema, row).");

    public static void Write(ColumnVector column, int row, T value, Utf8Arena texts)
    {
        if (typeof(T) == typeof(long) || typeof(T) == typeof(double))
        {
            ((long*)column.Data)[row] = Unsafe.As<T, long>(ref value);
        }
        else if (typeof(T) == typeof(int))
        {
            ((int*)column.Data)[row] = Unsafe.As<T, int>(ref value);
        }
        else if (typeof(T) == typeof(Utf8Slice))
        {
            Utf8Slice text = Unsafe.As<T, Utf8Slice>(ref value);
            ((Utf8Slice*)column.Data)[row] = text.IsInline ? text : texts.Add(text.Bytes);
        }
        else
        {
            Cell.FromObject(column, row, value, texts);
        }
    }
}

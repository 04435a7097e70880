using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>Values of a column one at a time: typed for kernels, as objects for users who look at a few rows.</summary>
internal static unsafe class Cell
{
    /// <summary>The value of a row, whose type the column has: bool, int, long, double or text.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Read<T>(ColumnVector column, int row)
        where T : unmanaged
    {
        if (typeof(T) == typeof(bool))
        {
            bool value = column.GetBoolean(row);
            return Unsafe.As<bool, T>(ref value);
        }

        return ((T*)column.Data)[row];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write<T>(ColumnVector column, int row, T value)
        where T : unmanaged
    {
        if (typeof(T) == typeof(bool))
        {
            column.SetBoolean(row, Unsafe.As<T, bool>(ref value));
            return;
        }

        ((T*)column.Data)[row] = value;
    }

    /// <summary>
    /// The value as an object: bool, int, long, double, decimal (of more than 28 digits <see cref="WideDecimal"/>), string, <see
    /// cref="DateOnly"/>, <see cref="DateTime"/> (UTC),
    /// <see cref="TimeSpan"/>, an array of objects, a <see cref="Row"/>, or a dictionary; null for a null.
    /// </summary>
    public static object? ToObject(ColumnVector column, int row)
    {
        if (column.Type.Kind == TypeKind.Null || column.IsNull(row))
        {
            return null;
        }

        switch (column.Type)
        {
            case ArrayType:
                return Elements(column.Children[0], column.Offsets[row], column.Offsets[row + 1]);
            case StructType structure:
                return new Row(structure.Fields, [.. column.Children.Select(field => ToObject(field, row))]);
            case MapType:
                object?[] keys = Elements(column.Children[0], column.Offsets[row], column.Offsets[row + 1]);
                object?[] values = Elements(column.Children[1], column.Offsets[row], column.Offsets[row + 1]);
                var map = new Dictionary<object, object?>();
                for (int i = 0; i < keys.Length; i++)
                {
                    map[keys[i]!] = values[i]; // of equal keys, which JSON may have, the last one counts
                }

                return map;
        }

        return column.Type.Kind switch
        {
            TypeKind.Boolean => column.GetBoolean(row),
            TypeKind.Int => ((int*)column.Data)[row],
            TypeKind.Long => ((long*)column.Data)[row],
            TypeKind.Double => ((double*)column.Data)[row],
            TypeKind.Decimal => Decimals.ToObject(((Int128*)column.Data)[row], (DecimalType)column.Type),
            TypeKind.String => ((Utf8Slice*)column.Data)[row].ToString(),
            TypeKind.Date => DateOnly.FromDayNumber(((int*)column.Data)[row] + Calendar.EpochDay),
            TypeKind.Timestamp => Calendar.ToDateTime(((long*)column.Data)[row]),
            _ => TimeSpan.FromMicroseconds(((long*)column.Data)[row]),
        };
    }

    /// <summary>Writes an object, of those that <see cref="ToObject"/> gives, converted where nothing is lost.</summary>
    public static void FromObject(ColumnVector column, int row, object? value, Utf8Arena texts)
    {
        if (value is null)
        {
            if (column.Type.Kind is TypeKind.Array or TypeKind.Map)
            {
                Append(column, row, [], texts);
            }

            column.SetNull(row);
            return;
        }

        if (column.MayBeNull)
        {
            Bits.Set(column.Validity, row);
        }

        switch (column.Type.Kind)
        {
            case TypeKind.Boolean:
                column.SetBoolean(row, (bool)value);
                break;
            case TypeKind.Int:
                ((int*)column.Data)[row] = Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case TypeKind.Long:
                ((long*)column.Data)[row] = Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case TypeKind.Double:
                ((double*)column.Data)[row] = Convert.ToDouble(value, System.Globalization.CultureInfo.InvariantCulture);
                break;
            case TypeKind.Decimal:
                ((Int128*)column.Data)[row] = Decimals.FromObject(value, (DecimalType)column.Type);
                break;
            case TypeKind.String:
                ((Utf8Slice*)column.Data)[row] = value is Utf8Slice slice ? texts.Add(slice.Bytes) : texts.Add((string)value);
                break;
            case TypeKind.Date:
                ((int*)column.Data)[row] = ((DateOnly)value).DayNumber - Calendar.EpochDay;
                break;
            case TypeKind.Timestamp:
                ((long*)column.Data)[row] = Calendar.ToMicroseconds(value);
                break;
            case TypeKind.Interval:
                ((long*)column.Data)[row] = ((TimeSpan)value).Ticks / TimeSpan.TicksPerMicrosecond;
                break;
            case TypeKind.Array:
                Append(column, row, ((System.Collections.IEnumerable)value).Cast<object?>(), texts);
                break;
            case TypeKind.Map:
                var map = (System.Collections.IDictionary)value;
                Append(column, row, map.Keys.Cast<object?>(), texts);
                Append(column, row, map.Values.Cast<object?>(), texts, part: 1);
                break;
            case TypeKind.Struct:
                for (int i = 0; i < column.Children.Length; i++)
                {
                    FromObject(column.Children[i], row, ((Row)value)[i], texts);
                }

                break;
        }
    }

    private static object?[] Elements(ColumnVector child, int start, int end)
    {
        object?[] values = new object?[end - start];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = ToObject(child, start + i);
        }

        return values;
    }

    private static void Append(ColumnVector column, int row, IEnumerable<object?> values, Utf8Arena texts, int part = 0)
    {
        if (row == 0)
        {
            column.Offsets[0] = 0;
        }

        int end = column.Offsets[row];
        foreach (object? value in values)
        {
            column.Children[part].EnsureCapacity(end + 1, end);
            FromObject(column.Children[part], end++, value, texts);
        }

        column.Offsets[row + 1] = end;
    }
}

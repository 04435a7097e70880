using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HotStream;

/// <summary>A type of .NET as values of columns: which type of column it is, and its values both ways.</summary>
internal sealed class ClrType
{
    private const int DepthMax = 16;

    private ClrType(Type type, DataType dataType)
    {
        Type = type;
        DataType = dataType;
    }

    /// <summary>The type, of <c>int?</c> int.</summary>
    public Type Type { get; }

    public DataType DataType { get; }

    /// <summary>Whether null is one of its values.</summary>
    public bool MayBeNull { get; private init; }

    /// <summary>Of a list its values, of a dictionary those by key.</summary>
    public ClrType? Element { get; private init; }

    public ClrType? Key { get; private init; }

    /// <summary>Of a class or struct with members.</summary>
    public RecordShape? Record { get; private init; }

    /// <summary>What a member has that nobody set.</summary>
    public object? Default => MayBeNull ? null : DataType.Kind switch
    {
        TypeKind.Boolean => false,
        TypeKind.Int => 0,
        TypeKind.Long => 0L,
        TypeKind.Double => 0.0,
        TypeKind.Decimal => 0m,
        TypeKind.Date => default(DateOnly),
        TypeKind.Timestamp => default(DateTime),
        TypeKind.Interval => TimeSpan.Zero,
        _ => null,
    };

    /// <summary>The type as one of columns; null when it is none.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification = "Types of members: docs/sql.md says how they are kept.")]
    [UnconditionalSuppressMessage("Trimming", "IL2062", Justification = "As above, for the types of values of lists and dictionaries.")]
    public static ClrType? Of([DynamicallyAccessedMembers(RecordShape.Needed)] Type type, int depth = 0)
    {
        if (depth > DepthMax)
        {
            return null;
        }

        Type bare = Nullable.GetUnderlyingType(type) ?? type;
        bool mayBeNull = !type.IsValueType || bare != type;
        if (Simple(bare) is { } simple)
        {
            return new ClrType(bare, simple) { MayBeNull = mayBeNull };
        }

        if (bare.IsArray && bare.GetArrayRank() == 1)
        {
            return Of(bare.GetElementType()!, depth + 1) is { } element
                ? new ClrType(bare, DataType.Array(element.DataType)) { MayBeNull = true, Element = element } : null;
        }

        Type? generic = bare.IsGenericType ? bare.GetGenericTypeDefinition() : null;
        if (generic == typeof(List<>))
        {
            return Of(bare.GenericTypeArguments[0], depth + 1) is { } element
                ? new ClrType(bare, DataType.Array(element.DataType)) { MayBeNull = true, Element = element } : null;
        }

        if (generic == typeof(Dictionary<,>))
        {
            return Of(bare.GenericTypeArguments[0], depth + 1) is { } key && Of(bare.GenericTypeArguments[1], depth + 1) is { } value
                ? new ClrType(bare, DataType.Map(key.DataType, value.DataType)) { MayBeNull = true, Key = key, Element = value } : null;
        }

        return RecordShape.TryOf(bare, depth + 1) is { } record
            ? new ClrType(bare, new StructType(record.Schema)) { MayBeNull = mayBeNull, Record = record } : null;
    }

    /// <summary>The value of a column, as <see cref="Cell.ToObject"/> gives it, as one of this type.</summary>
    /// <exception cref="InvalidCastException">It is null, or too large, and the type has no such value.</exception>
    public object? ToClr(object? value, string column)
    {
        if (value is null)
        {
            return MayBeNull ? null
                : throw new InvalidCastException($"Column '{column}' is null, which {Type.Name} cannot be; make the member {Type.Name}?.");
        }

        if (Record is not null)
        {
            return Record.Create([.. (Row)value], column);
        }

        if (Key is not null)
        {
            var made = (IDictionary)Make();
            foreach ((object key, object? one) in (Dictionary<object, object?>)value)
            {
                made[Key.ToClr(key, column)!] = Element!.ToClr(one, column);
            }

            return made;
        }

        return Element is null ? ToSimple(value, column) : ToList((object?[])value, column);
    }

    /// <summary>A value of this type as <see cref="Cell.FromObject"/> takes it.</summary>
    public object? FromClr(object? value) => value switch
    {
        null => null,
        _ when Record is not null => new Row(Record.Schema, Record.Values(value)),
        IDictionary map when Key is not null => map.Keys.Cast<object>().ToDictionary(key => Key.FromClr(key)!, key =>
            Element!.FromClr(map[key])),
        IEnumerable list when Element is not null => list.Cast<object?>().Select(Element.FromClr).ToArray(),
        _ => value,
    };

    private static DataType? Simple(Type type) => Type.GetTypeCode(type) switch
    {
        _ when type.IsEnum => null,
        TypeCode.Boolean => DataType.Boolean,
        TypeCode.SByte or TypeCode.Byte or TypeCode.Int16 or TypeCode.UInt16 or TypeCode.Int32 => DataType.Int,
        TypeCode.UInt32 or TypeCode.Int64 => DataType.Long,
        TypeCode.Single or TypeCode.Double => DataType.Double,
        TypeCode.Decimal => DataType.Decimal(DecimalType.MostDigits, 18), // as Spark has it
        TypeCode.String => DataType.String,
        TypeCode.DateTime => DataType.Timestamp,
        _ => type == typeof(DateOnly) ? DataType.Date : type == typeof(DateTimeOffset) ? DataType.Timestamp
            : type == typeof(TimeSpan) ? DataType.Interval : null,
    };

    private object ToSimple(object value, string column)
    {
        try
        {
            return Type == value.GetType() ? value
                : Type == typeof(decimal) ? (value is WideDecimal wide ? wide.ToDecimal() : Convert.ToDecimal(value,
                    CultureInfo.InvariantCulture)) / 1.000000000000000000000000000000m // without zeros at the end
                : Type == typeof(DateTimeOffset) ? new DateTimeOffset((DateTime)value)
                : Convert.ChangeType(value, Type, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            throw new InvalidCastException($"Column '{column}' is {Row.Show(value)}, which {Type.Name} cannot be.");
        }
    }

    private IList ToList(object?[] values, string column)
    {
        bool isArray = Type.IsArray;
        IList list = isArray ? Array.CreateInstanceFromArrayType(Type, values.Length) : (IList)Make();
        for (int i = 0; i < values.Length; i++)
        {
            object? value = Element!.ToClr(values[i], column);
            if (isArray)
            {
                list[i] = value;
            }
            else
            {
                list.Add(value);
            }
        }

        return list;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2072", Justification =
        "Lists and dictionaries that a member has are made by its class too.")]
    private object Make() => Activator.CreateInstance(Type)!;
}

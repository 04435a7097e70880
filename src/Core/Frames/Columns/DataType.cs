using System.Diagnostics.CodeAnalysis;

namespace HotStream;

/// <summary>
/// The type of a column. Types are values: two of the same shape are equal. Every column may be null; the type does not say so. Immutable
/// and thread-safe. Names and meanings are those of Spark SQL's data types.
/// </summary>
public class DataType : IEquatable<DataType>
{
    private protected DataType(TypeKind kind, string name)
    {
        Kind = kind;
        Name = name;
    }

    /// <summary>The type of a bare NULL; it becomes any other.</summary>
    public static DataType Null { get; } = new(TypeKind.Null, "void");

    /// <summary>True or false.</summary>
    public static DataType Boolean { get; } = new(TypeKind.Boolean, "boolean");

    /// <summary>32-bit whole numbers, SQL's INT.</summary>
    public static DataType Int { get; } = new(TypeKind.Int, "int");

    /// <summary>64-bit whole numbers, SQL's BIGINT.</summary>
    public static DataType Long { get; } = new(TypeKind.Long, "bigint");

    /// <summary>64-bit floating point numbers.</summary>
    public static DataType Double { get; } = new(TypeKind.Double, "double");

    /// <summary>Text in UTF-8.</summary>
    public static DataType String { get; } = new(TypeKind.String, "string");

    /// <summary>Days of the Gregorian calendar, without a time.</summary>
    public static DataType Date { get; } = new(TypeKind.Date, "date");

    /// <summary>Points in time, to the microsecond.</summary>
    public static DataType Timestamp { get; } = new(TypeKind.Timestamp, "timestamp");

    /// <summary>Spans of time of a fixed length, to the microsecond; months and years have none.</summary>
    public static DataType Interval { get; } = new(TypeKind.Interval, "interval");

    /// <summary>What kind of type it is.</summary>
    public TypeKind Kind { get; }

    /// <summary>The name in Spark's short form, for example <c>array&lt;struct&lt;line:bigint&gt;&gt;</c>.</summary>
    public string Name { get; }

    internal bool IsNumeric => Kind is TypeKind.Int or TypeKind.Long or TypeKind.Double or TypeKind.Decimal;

    internal bool IsNested => Kind is TypeKind.Array or TypeKind.Struct or TypeKind.Map;

    /// <summary>Bytes of a value in its column; 0 for booleans (a bit), for structs and for NULL.</summary>
    internal int Width => Kind switch
    {
        TypeKind.Int or TypeKind.Date or TypeKind.Array or TypeKind.Map => 4,
        TypeKind.Long or TypeKind.Double or TypeKind.Timestamp or TypeKind.Interval => 8,
        TypeKind.String or TypeKind.Decimal => 16,
        _ => 0,
    };

    /// <summary>Whether both types have the same shape.</summary>
    public static bool operator ==(DataType? left, DataType? right) => left?.Equals(right) ?? right is null;

    /// <summary>Whether the types differ.</summary>
    public static bool operator !=(DataType? left, DataType? right) => !(left == right);

    /// <summary>Decimal numbers of so many digits.</summary>
    /// <param name="precision">Digits in all, 1 to 38.</param>
    /// <param name="scale">Digits behind the point, at most as many.</param>
    public static DecimalType Decimal(int precision, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(precision, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(precision, DecimalType.MostDigits);
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, precision);
        return new DecimalType(precision, scale);
    }

    /// <summary>Lists of values of one type.</summary>
    /// <param name="element">The type of the values.</param>
    public static ArrayType Array(DataType element) => new(element);

    /// <summary>Named fields.</summary>
    /// <param name="fields">The fields.</param>
    public static StructType Struct(params StructField[] fields) => new(new Schema(fields));

    /// <summary>Values by key.</summary>
    /// <param name="key">The type of the keys.</param>
    /// <param name="value">The type of the values.</param>
    public static MapType Map(DataType key, DataType value) => new(key, value);

    /// <summary>Reads a type as Spark's DDL writes it: <c>BIGINT</c>, <c>array&lt;string&gt;</c>, <c>struct&lt;a:int&gt;</c>.</summary>
    /// <param name="text">The type's name; case does not count.</param>
    /// <exception cref="FormatException">It is no type.</exception>
    public static DataType Parse(string text) => TypeParser.ParseType(text);

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] DataType? other) => other is not null && other.Kind == Kind && HasEqualParts(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is DataType other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private protected virtual bool HasEqualParts(DataType other) => true;
}

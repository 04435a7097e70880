using Parquet.Data;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>
/// Columns of frames as fields of a file: as it declares them, and as their values are handed to the library, which are numbers and bytes.
/// </summary>
internal static class ParquetShape
{
    /// <summary>Digits of a decimal number that have room in 32 bits.</summary>
    public const int DigitsOf32Bits = 9;

    /// <summary>Digits of a decimal number that have room in 64 bits.</summary>
    public const int DigitsOf64Bits = 18;

    /// <exception cref="ArgumentException">A column has no place in such a file.</exception>
    public static void Check(Schema schema)
    {
        if (schema.Count == 0)
        {
            throw new ArgumentException("A file of Parquet has at least one column; the frame has none.", nameof(schema));
        }

        if (schema.GroupBy(field => field.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw new ArgumentException($"There are {twice.Count()} columns '{twice.Key}'; in a file each has a name of its own. Name them "
                + "by As.", nameof(schema));
        }

        foreach (StructField field in schema)
        {
            Check(field.Name, field.Type);
        }
    }

    /// <summary>The fields of a file.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="isDeclared">Whether as the file declares them; else as values are handed over.</param>
    public static ParquetSchema Of(Schema schema, bool isDeclared) =>
        new(schema.Select(field => Of(field.Name, field.Type, isDeclared, true)));

    private static Field Of(string name, DataType type, bool isDeclared, bool isNullable) => type switch
    {
        ArrayType array => new ListField(name, Of("element", array.Element, isDeclared, true)),
        MapType map => new MapField(name, Of("key", map.Key, isDeclared, false), Of("value", map.Value, isDeclared, true)),
        StructType structure => new global::Parquet.Schema.StructField(name,
            [.. structure.Fields.Select(field => Of(field.Name, field.Type, isDeclared, true))]),
        _ => type.Kind switch
        {
            TypeKind.Boolean => new DataField(name, typeof(bool), isNullable),
            TypeKind.Int => new DataField(name, typeof(int), isNullable),
            TypeKind.Long => new DataField(name, typeof(long), isNullable),
            TypeKind.Double => new DataField(name, typeof(double), isNullable),
            TypeKind.Decimal => OfDecimal(name, (DecimalType)type, isDeclared, isNullable),
            TypeKind.String => new DataField(name, isDeclared ? typeof(string) : typeof(ReadOnlyMemory<byte>), isNullable),
            TypeKind.Date => isDeclared ? new DateTimeDataField(name, DateTimeFormat.Date, isNullable: isNullable)
                : new DataField(name, typeof(int), isNullable),
            _ => isDeclared ? new DateTimeDataField(name, DateTimeFormat.Timestamp, isAdjustedToUTC: true, unit: DateTimeTimeUnit.Micros,
                isNullable: isNullable) : new DataField(name, typeof(long), isNullable),
        },
    };

    private static DataField OfDecimal(string name, DecimalType type, bool isDeclared, bool isNullable) => type.Precision switch
    {
        > DigitsOf64Bits => new DecimalDataField(name, type.Precision, type.Scale, isNullable: isNullable, clrType: typeof(BigDecimal)),
        _ when isDeclared => new DecimalDataField(name, type.Precision, type.Scale, isNullable: isNullable),
        > DigitsOf32Bits => new DataField(name, typeof(long), isNullable),
        _ => new DataField(name, typeof(int), isNullable),
    };

    private static void Check(string name, DataType type)
    {
        switch (type)
        {
            case ArrayType array:
                Check(name, array.Element);
                break;
            case MapType map:
                if (map.Key is ArrayType or MapType or StructType)
                {
                    throw new ArgumentException(
                        $"Column '{name}' is {type}; the keys of a map are single values in a file of Parquet.", nameof(type));
                }

                Check(name, map.Key);
                Check(name, map.Value);
                break;
            case StructType { Fields.Count: 0 }:
                throw new ArgumentException(
                    $"Column '{name}' is a struct without fields, which a file of Parquet cannot have.", nameof(type));
            case StructType structure:
                foreach (StructField field in structure.Fields)
                {
                    Check($"{name}.{field.Name}", field.Type);
                }

                break;
            default:
                if (type.Kind is TypeKind.Null or TypeKind.Interval)
                {
                    throw new ArgumentException($"Parquet has no place for column '{name}', which is {type}; cast it.", nameof(type));
                }

                break;
        }
    }
}

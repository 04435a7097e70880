using Parquet.Meta;

namespace HotStream.Parquet;

/// <summary>What the values of a column of a file are: their type in frames and how they become that, or why they cannot.</summary>
/// <param name="Type">Their type; null when frames have none for them.</param>
/// <param name="Stored">How they are stored.</param>
/// <param name="Name">Their type's name in Parquet, for messages.</param>
internal sealed record LeafType(DataType? Type, StoredAs Stored, string Name)
{
    /// <summary>By the annotations of Apache Parquet's "Logical types", the old ones (converted types) included.</summary>
    public static LeafType Of(SchemaElement element, bool isBinaryText) => element.Type switch
    {
        _ when DecimalOf(element) is { } type => new(type, element.Type switch
        {
            global::Parquet.Meta.Type.INT32 => StoredAs.Decimal32,
            global::Parquet.Meta.Type.INT64 => StoredAs.Decimal64,
            _ => StoredAs.DecimalBytes,
        }, $"DECIMAL({type.Precision},{type.Scale})"),
        global::Parquet.Meta.Type.BOOLEAN => new(DataType.Boolean, StoredAs.Boolean, "BOOLEAN"),
        global::Parquet.Meta.Type.INT32 => OfInt32(element),
        global::Parquet.Meta.Type.INT64 => OfInt64(element),
        global::Parquet.Meta.Type.INT96 => new(DataType.Timestamp, StoredAs.Int96, "INT96"),
        global::Parquet.Meta.Type.FLOAT => new(DataType.Double, StoredAs.Single, "FLOAT"),
        global::Parquet.Meta.Type.DOUBLE => new(DataType.Double, StoredAs.Double, "DOUBLE"),
        global::Parquet.Meta.Type.BYTE_ARRAY => OfBytes(element, isBinaryText),
        _ => Unknown(element),
    };

    /// <summary>The type of decimal numbers, as far as frames have it.</summary>
    private static DecimalType? DecimalOf(SchemaElement element)
    {
        bool isDecimal = element.LogicalType?.DECIMAL is not null || element.ConvertedType == ConvertedType.DECIMAL;
        int precision = element.LogicalType?.DECIMAL?.Precision ?? element.Precision ?? 0;
        int scale = element.LogicalType?.DECIMAL?.Scale ?? element.Scale ?? 0;
        bool isKnown = isDecimal && precision is > 0 and <= DecimalType.MostDigits && scale >= 0 && scale <= precision
            && element.Type is global::Parquet.Meta.Type.INT32 or global::Parquet.Meta.Type.INT64
                or global::Parquet.Meta.Type.BYTE_ARRAY or global::Parquet.Meta.Type.FIXED_LEN_BYTE_ARRAY;
        return isKnown ? DataType.Decimal(precision, scale) : null;
    }

    private static LeafType OfInt32(SchemaElement element)
    {
        LogicalType? logical = element.LogicalType;
        ConvertedType? converted = element.ConvertedType;
        if (logical?.DATE is not null || converted == ConvertedType.DATE)
        {
            return new(DataType.Date, StoredAs.Int32, "DATE");
        }

        if (logical?.INTEGER is { IsSigned: false, BitWidth: 32 } || converted == ConvertedType.UINT_32)
        {
            return new(DataType.Long, StoredAs.UInt32, "UINT_32");
        }

        bool isInteger = (logical is null || logical.INTEGER is not null)
            && converted is null or ConvertedType.INT_8 or ConvertedType.INT_16 or ConvertedType.INT_32
                or ConvertedType.UINT_8 or ConvertedType.UINT_16;
        return isInteger ? new(DataType.Int, StoredAs.Int32, "INT32") : Unknown(element);
    }

    private static LeafType OfInt64(SchemaElement element)
    {
        LogicalType? logical = element.LogicalType;
        ConvertedType? converted = element.ConvertedType;
        if (logical?.TIMESTAMP?.Unit is { } unit)
        {
            return new(DataType.Timestamp, unit.MICROS is not null ? StoredAs.Int64 : unit.MILLIS is not null ? StoredAs.Milliseconds
                : StoredAs.Nanoseconds, "TIMESTAMP");
        }

        if (converted is ConvertedType.TIMESTAMP_MICROS or ConvertedType.TIMESTAMP_MILLIS)
        {
            return new(DataType.Timestamp,
                converted == ConvertedType.TIMESTAMP_MICROS ? StoredAs.Int64 : StoredAs.Milliseconds, "TIMESTAMP");
        }

        bool isSigned = logical is null or { INTEGER: { IsSigned: true } } && converted is null or ConvertedType.INT_64;
        return isSigned ? new(DataType.Long, StoredAs.Int64, "INT64") : Unknown(element);
    }

    private static LeafType OfBytes(SchemaElement element, bool isBinaryText)
    {
        LogicalType? logical = element.LogicalType;
        ConvertedType? converted = element.ConvertedType;
        bool isText = logical is { STRING: not null } or { ENUM: not null } or { JSON: not null }
            || converted is ConvertedType.UTF8 or ConvertedType.ENUM or ConvertedType.JSON;
        bool isPlain = logical is null && converted is null;
        return isText || (isPlain && isBinaryText) ? new(DataType.String, StoredAs.Bytes, "STRING")
            : isPlain ? new(null, StoredAs.Bytes, "BINARY") : Unknown(element);
    }

    private static LeafType Unknown(SchemaElement element)
    {
        LogicalType? logical = element.LogicalType;
        string name = logical switch
        {
            { DECIMAL: not null } => $"DECIMAL({element.Precision},{element.Scale ?? 0})",
            { TIME: not null } => "TIME",
            { UUID: not null } => "UUID",
            { FLOAT16: not null } => "FLOAT16",
            { BSON: not null } => "BSON",
            { VARIANT: not null } => "VARIANT",
            { INTEGER: not null } => $"{(logical.INTEGER.IsSigned ? "INT" : "UINT")}_{logical.INTEGER.BitWidth}",
            { UNKNOWN: not null } => "UNKNOWN",
            _ => element.ConvertedType switch
            {
                ConvertedType.DECIMAL => $"DECIMAL({element.Precision},{element.Scale ?? 0})",
                { } converted => converted.ToString(),
                null => element.Type == global::Parquet.Meta.Type.FIXED_LEN_BYTE_ARRAY ? $"FIXED_LEN_BYTE_ARRAY({element.TypeLength})"
                    : element.Type.ToString()!,
            },
        };
        return new(null, StoredAs.Bytes, name);
    }
}

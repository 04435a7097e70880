namespace HotStream;

/// <summary>The kinds of <see cref="DataType"/>.</summary>
public enum TypeKind : byte
{
    /// <summary>The type of a bare NULL.</summary>
    Null,

    /// <summary>True and false, a bit each.</summary>
    Boolean,

    /// <summary>32-bit whole numbers.</summary>
    Int,

    /// <summary>64-bit whole numbers.</summary>
    Long,

    /// <summary>64-bit floating point numbers (IEEE 754).</summary>
    Double,

    /// <summary>Text in UTF-8, as <see cref="Utf8Slice"/>.</summary>
    String,

    /// <summary>Days since 1970-01-01, 32 bits.</summary>
    Date,

    /// <summary>Microseconds since 1970-01-01T00:00:00Z, 64 bits.</summary>
    Timestamp,

    /// <summary>A span of time of a fixed length in microseconds, 64 bits.</summary>
    Interval,

    /// <summary>A list of values of one type.</summary>
    Array,

    /// <summary>Named fields.</summary>
    Struct,

    /// <summary>Values by key.</summary>
    Map,

    /// <summary>Decimal numbers of up to 38 digits, as whole numbers of 128 bits.</summary>
    Decimal,
}

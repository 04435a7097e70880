namespace HotStream.Parquet;

/// <summary>How values of a column of a file are stored, as far as it matters to who reads them.</summary>
internal enum StoredAs
{
    /// <summary>Bits.</summary>
    Boolean,

    /// <summary>32-bit numbers, signed.</summary>
    Int32,

    /// <summary>32-bit numbers, unsigned.</summary>
    UInt32,

    /// <summary>64-bit numbers, or microseconds.</summary>
    Int64,

    /// <summary>Milliseconds since 1970.</summary>
    Milliseconds,

    /// <summary>Nanoseconds since 1970.</summary>
    Nanoseconds,

    /// <summary>Nanoseconds of a day and the day of the Julian calendar.</summary>
    Int96,

    /// <summary>32-bit floating point.</summary>
    Single,

    /// <summary>64-bit floating point.</summary>
    Double,

    /// <summary>Bytes.</summary>
    Bytes,

    /// <summary>The digits of a decimal number as a whole number of 32 bits.</summary>
    Decimal32,

    /// <summary>The digits of a decimal number as a whole number of 64 bits.</summary>
    Decimal64,

    /// <summary>The digits of a decimal number as a whole number in two's complement, the highest byte first.</summary>
    DecimalBytes,
}

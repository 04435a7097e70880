namespace HotStream;

/// <summary>How far a value is from a type that is wanted.</summary>
internal enum Conversion
{
    /// <summary>It has the type.</summary>
    None,

    /// <summary>It is widened without loss of meaning: int to bigint to double, a date to a timestamp.</summary>
    Widen,

    /// <summary>It is written as text, or read from text, as Spark does without being asked.</summary>
    Text,

    /// <summary>Only by a cast.</summary>
    Never,
}

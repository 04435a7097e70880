namespace HotStream;

/// <summary>Decimal numbers of so many digits, some of them behind the point: exact, and never more digits than that.</summary>
public sealed class DecimalType : DataType
{
    /// <summary>Digits at most.</summary>
    public const int MostDigits = 38;

    internal DecimalType(int precision, int scale)
        : base(TypeKind.Decimal, $"decimal({precision},{scale})")
    {
        Precision = precision;
        Scale = scale;
    }

    /// <summary>Digits in all, 1 to 38.</summary>
    public int Precision { get; }

    /// <summary>Digits behind the point, at most as many.</summary>
    public int Scale { get; }

    private protected override bool HasEqualParts(DataType other) =>
        other is DecimalType type && type.Precision == Precision && type.Scale == Scale;
}

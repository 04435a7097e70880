namespace HotStream;

/// <summary>
/// Digits of results, by Spark's rules (spark.sql.decimalOperations.allowPrecisionLoss, as it is by default): where 38 digits are not
/// enough, those behind the point give way, down to six.
/// </summary>
internal static class DecimalRules
{
    private const int LeastScale = 6;

    /// <summary>The type of whole numbers, of values just their digits; null of what is no decimal number.</summary>
    public static DecimalType? Of(Bound value) => value switch
    {
        BoundLiteral { Value: int or long } literal => Decimals.TypeOf(Convert.ToInt64(literal.Value,
            System.Globalization.CultureInfo.InvariantCulture)),
        _ => Of(value.Type),
    };

    public static DecimalType? Of(DataType type) => type.Kind switch
    {
        TypeKind.Decimal => (DecimalType)type,
        TypeKind.Int => new DecimalType(10, 0),
        TypeKind.Long => new DecimalType(20, 0),
        _ => null,
    };

    public static DecimalType Sum(DecimalType left, DecimalType right)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        return Adjusted(Math.Max(left.Precision - left.Scale, right.Precision - right.Scale) + scale + 1, scale);
    }

    public static DecimalType Product(DecimalType left, DecimalType right) =>
        Adjusted(left.Precision + right.Precision + 1, left.Scale + right.Scale);

    public static DecimalType Quotient(DecimalType left, DecimalType right)
    {
        int scale = Math.Max(LeastScale, left.Scale + right.Precision + 1);
        return Adjusted(left.Precision - left.Scale + right.Scale + scale, scale);
    }

    public static DecimalType Remainder(DecimalType left, DecimalType right)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        return Adjusted(Math.Min(left.Precision - left.Scale, right.Precision - right.Scale) + scale, scale);
    }

    /// <summary>The type that holds both, as far as 38 digits do.</summary>
    public static DecimalType Wider(DecimalType left, DecimalType right)
    {
        int scale = Math.Max(left.Scale, right.Scale);
        return Bounded(Math.Max(left.Precision - left.Scale, right.Precision - right.Scale) + scale, scale);
    }

    public static DecimalType Bounded(int precision, int scale) =>
        new(Math.Clamp(precision, 1, DecimalType.MostDigits), Math.Min(scale, DecimalType.MostDigits));

    /// <summary>Whether every number of a type is one of the other.</summary>
    public static bool Holds(DecimalType type, DecimalType other) =>
        type.Scale >= other.Scale && type.Precision - type.Scale >= other.Precision - other.Scale;

    private static DecimalType Adjusted(int precision, int scale)
    {
        if (precision <= DecimalType.MostDigits)
        {
            return new DecimalType(Math.Max(1, precision), scale);
        }

        int whole = precision - scale;
        return new DecimalType(DecimalType.MostDigits, Math.Max(DecimalType.MostDigits - whole, Math.Min(scale, LeastScale)));
    }
}

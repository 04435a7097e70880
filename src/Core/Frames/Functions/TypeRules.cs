namespace HotStream;

/// <summary>Which type two types have in common, and what a value becomes without being asked: Spark's rules without ANSI.</summary>
internal static class TypeRules
{
    public static Conversion CostOf(DataType from, DataType to)
    {
        if (from == to || from.Kind == TypeKind.Null)
        {
            return Conversion.None;
        }

        return (from.Kind, to.Kind) switch
        {
            (TypeKind.Decimal or TypeKind.Int or TypeKind.Long, TypeKind.Decimal) =>
                DecimalRules.Holds((DecimalType)to, DecimalRules.Of(from)!) ? Conversion.Widen : Conversion.Text,
            (TypeKind.Decimal, TypeKind.Double) or (TypeKind.Int, TypeKind.Long or TypeKind.Double) or (TypeKind.Long,
                TypeKind.Double) or (TypeKind.Date, TypeKind.Timestamp)
                => Conversion.Widen,
            (TypeKind.Array, TypeKind.Array) when Casts.Exists(from, to) => Conversion.Widen,
            (_, TypeKind.String) when !from.IsNested => Conversion.Text,
            (TypeKind.String,
                TypeKind.Int or TypeKind.Long or TypeKind.Double or TypeKind.Decimal or TypeKind.Date or TypeKind.Timestamp) =>
                Conversion.Text,
            (TypeKind.Timestamp, TypeKind.Date) => Conversion.Text,
            (TypeKind.Long or TypeKind.Double or TypeKind.Decimal, TypeKind.Int) or (TypeKind.Double or TypeKind.Decimal, TypeKind.Long)
                => Conversion.Text,
            (TypeKind.Double, TypeKind.Decimal) => Conversion.Text,
            _ => Conversion.Never,
        };
    }

    /// <summary>The type that both have in common, for CASE, COALESCE, UNION and lists; null when there is none.</summary>
    public static DataType? Common(DataType left, DataType right)
    {
        if (left == right || right.Kind == TypeKind.Null)
        {
            return left;
        }

        if (left.Kind == TypeKind.Null)
        {
            return right;
        }

        if (left.IsNumeric && right.IsNumeric)
        {
            return left.Kind == TypeKind.Double || right.Kind == TypeKind.Double ? DataType.Double
                : left.Kind == TypeKind.Decimal || right.Kind == TypeKind.Decimal
                    ? DecimalRules.Wider(DecimalRules.Of(left)!, DecimalRules.Of(right)!)
                : left.Kind > right.Kind ? left : right;
        }

        return (left, right) switch
        {
            ({ Kind: TypeKind.Date }, { Kind: TypeKind.Timestamp }) or ({ Kind: TypeKind.Timestamp }, { Kind: TypeKind.Date }) =>
                DataType.Timestamp,
            ({ Kind: TypeKind.String }, { IsNested: false }) or ({ IsNested: false }, { Kind: TypeKind.String }) => DataType.String,
            (ArrayType a, ArrayType b) when Common(a.Element, b.Element) is { } element => DataType.Array(element),
            (MapType a, MapType b) when Common(a.Key, b.Key) is { } key && Common(a.Value, b.Value) is { } value =>
                DataType.Map(key, value),
            (StructType a, StructType b) => CommonStruct(a, b),
            _ => null,
        };
    }

    /// <summary>The type in which two values are compared; null when they cannot be. Text gives way to the other type.</summary>
    public static DataType? Comparable(DataType left, DataType right)
    {
        if (left.Kind == TypeKind.String && right.Kind != TypeKind.String && !right.IsNested && right.Kind != TypeKind.Null)
        {
            return right.Kind == TypeKind.Int ? DataType.Long : right.Kind == TypeKind.Decimal ? DataType.Double : right;
        }

        return right.Kind == TypeKind.String && left.Kind != TypeKind.String ? Comparable(right, left) : Common(left, right);
    }

    /// <summary>All expressions as their common type.</summary>
    /// <exception cref="AnalysisException">They have none.</exception>
    public static Bound[] Unify(string where, IReadOnlyList<Bound> expressions)
    {
        DataType type = DataType.Null;
        foreach (Bound expression in expressions)
        {
            type = Common(type, expression.Type) ?? throw new AnalysisException(
                $"{where} needs values of one type; {expression.Text} is {expression.Type}, those before are {type}.");
        }

        return [.. expressions.Select(expression => Casts.Widen(expression, type))];
    }

    private static StructType? CommonStruct(StructType left, StructType right)
    {
        if (left.Fields.Count != right.Fields.Count)
        {
            return null;
        }

        var fields = new List<StructField>();
        for (int i = 0; i < left.Fields.Count; i++)
        {
            if (Common(left.Fields[i].Type, right.Fields[i].Type) is not { } type)
            {
                return null;
            }

            fields.Add(left.Fields[i] with { Type = type });
        }

        return new StructType(new Schema(fields));
    }
}

using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace HotStream;

/// <summary>Values of C# as values of SQL.</summary>
internal static class Literals
{
    public static Expression Of(object? value, Type type)
    {
        switch (value)
        {
            case null:
                return new LiteralExpression(null, TypeOf(Nullable.GetUnderlyingType(type) ?? type) ?? DataType.Null);
            case char letter:
                return new LiteralExpression(letter.ToString(), DataType.String);
            case Enum:
                return new LiteralExpression(Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture), DataType.Int);
            case IEnumerable list and not string and not IDictionary:
                return new CallExpression("array", [.. list.Cast<object?>().Select(one => Of(one, one?.GetType() ?? typeof(object)))]);
            default:
                return TypeOf(value.GetType()) is not null ? Functions.Lit(value).Expression
                    : throw new AnalysisException($"A {RecordShape.NameOf(value.GetType())} is no value of a column.");
        }
    }

    /// <summary>The type of a column of such values; null when there is none. Classes are none.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "Only simple types are asked for, which have no members.")]
    public static DataType? TypeOf(Type type) => type.IsEnum ? DataType.Int
        : type.IsPrimitive || type == typeof(string) || type.Namespace == nameof(System) && type.IsValueType ? ClrType.Of(type)?.DataType
            : null;

    /// <summary>Whether a type of numbers has every value of another.</summary>
    public static bool Holds(Type type, Type other) => (Type.GetTypeCode(type), Type.GetTypeCode(other)) switch
    {
        (TypeCode.Int16, TypeCode.SByte or TypeCode.Byte) or (TypeCode.UInt16, TypeCode.Byte) => true,
        (TypeCode.UInt32, TypeCode.Byte or TypeCode.UInt16) => true,
        (TypeCode.Single, not TypeCode.Double) => true,
        _ => false,
    };
}

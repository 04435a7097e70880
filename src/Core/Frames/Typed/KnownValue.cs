using System.Collections.ObjectModel;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using Linq = System.Linq.Expressions;

namespace HotStream;

/// <summary>
/// Parts of a lambda that do not read the row: captured variables, constants, and what is called on them. They are computed once, when the
/// query is made, by looking, not by compiling.
/// </summary>
internal static class KnownValue
{
    /// <summary>The value of a part; false when it reads a parameter, or is arithmetic, which columns do.</summary>
    public static bool TryOf(Linq.Expression? part, out object? value)
    {
        value = null;
        switch (part)
        {
            case null:
                return true; // what a static member is a member of
            case Linq.ConstantExpression constant:
                value = constant.Value;
                return true;
            case Linq.DefaultExpression { Type: var type }:
                value = type.IsValueType ? Zero(type) : null;
                return true;
            case Linq.MemberExpression member:
                return TryOf(member.Expression, out object? owner) && TryMember(member.Member, owner, out value);
            case Linq.UnaryExpression { NodeType: Linq.ExpressionType.Convert or Linq.ExpressionType.ConvertChecked } convert:
                return TryOf(convert.Operand, out object? inner) && TryConvert(convert, inner, out value);
            case Linq.MethodCallExpression call:
                object? target = null;
                bool isKnown = !IsSpan(call.Type) && (call.Object is null || TryOf(call.Object, out target));
                return isKnown && TryAll(call.Arguments, out object?[] arguments) && TryCall(call.Method, target, arguments, out value);
            case Linq.NewExpression { Constructor: { } constructor } made:
                bool areKnown = TryAll(made.Arguments, out object?[] given);
                value = areKnown ? constructor.Invoke(BindingFlags.DoNotWrapExceptions, null, given, CultureInfo.InvariantCulture) : null;
                return areKnown;
            case Linq.NewArrayExpression { NodeType: Linq.ExpressionType.NewArrayInit } list:
                bool isList = TryAll(list.Expressions, out object?[] elements);
                value = isList ? elements : null;
                return isList;
            case Linq.ListInitExpression filled:
                return TryOf(filled.NewExpression, out value) && TryFill(filled, value!);
            case Linq.BinaryExpression { Method: { } method } binary when !Type.GetTypeCode(binary.Left.Type).Equals(TypeCode.String):
                return TryOf(binary.Left, out object? left) && TryOf(binary.Right, out object? right)
                    && TryCall(method, null, [left, right], out value);
            default:
                return false;
        }
    }

    /// <summary>Spans of captured arrays, which cannot be objects: what they were made of.</summary>
    public static Linq.Expression WithoutSpan(Linq.Expression part) =>
        part is Linq.MethodCallExpression { Method.Name: "op_Implicit", Arguments: [var from] } call && IsSpan(call.Type) ? from : part;

    private static bool IsSpan(Type type) => type.IsByRefLike;

    private static bool TryAll(ReadOnlyCollection<Linq.Expression> parts, out object?[] values)
    {
        values = new object?[parts.Count];
        for (int i = 0; i < parts.Count; i++)
        {
            if (!TryOf(parts[i], out values[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryFill(Linq.ListInitExpression filled, object list)
    {
        foreach (Linq.ElementInit element in filled.Initializers)
        {
            if (!TryAll(element.Arguments, out object?[] values) || !TryCall(element.AddMethod, list, values, out _))
            {
                return false;
            }
        }

        return true;
    }

    private static bool TryMember(MemberInfo member, object? owner, out object? value)
    {
        if (member.DeclaringType is { } type && Nullable.GetUnderlyingType(type) is not null)
        {
            value = member.Name == "HasValue" ? owner is not null : owner; // a boxed one is its value
            return member.Name == "HasValue" || owner is not null;
        }

        bool isStatic = member is FieldInfo { IsStatic: true } or PropertyInfo { GetMethod.IsStatic: true };
        value = !isStatic && owner is null ? null : member switch
        {
            FieldInfo field => field.GetValue(owner),
            PropertyInfo property => property.GetMethod!.Invoke(owner, BindingFlags.DoNotWrapExceptions, null, null,
                CultureInfo.InvariantCulture),
            _ => null,
        };
        return isStatic || owner is not null;
    }

    private static bool TryCall(MethodInfo method, object? target, object?[] arguments, out object? value)
    {
        bool canCall = method.IsStatic || target is not null;
        value = canCall ? method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, CultureInfo.InvariantCulture) : null;
        return canCall;
    }

    private static bool TryConvert(Linq.UnaryExpression convert, object? value, out object? converted)
    {
        Type type = Nullable.GetUnderlyingType(convert.Type) ?? convert.Type;
        converted = value;
        if (value is null)
        {
            return !convert.Type.IsValueType || type != convert.Type;
        }

        if (convert.Method is not null)
        {
            return TryCall(convert.Method, null, [value], out converted);
        }

        if (type.IsInstanceOfType(value) || type.IsEnum)
        {
            return true;
        }

        bool cutsOff = value is double or float or decimal && Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64;
        converted = value is IConvertible ? Convert.ChangeType(cutsOff
            ? Math.Truncate(Convert.ToDouble(value, CultureInfo.InvariantCulture)) : value, type, CultureInfo.InvariantCulture) : null;
        return converted is not null;
    }

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "A struct needs no constructor.")]
    private static object? Zero(Type type) => Nullable.GetUnderlyingType(type) is not null ? null
        : System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type);
}

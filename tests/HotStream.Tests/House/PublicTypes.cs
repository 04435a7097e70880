using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace HotStream.Tests.House;

/// <summary>
/// Prints what the lists of the public API (PublicAPI.*.txt) leave out: what kind of type each is, what it derives from and implements, and
/// the constraints of types and methods. A line for each type, as C# would write it, sorted.
/// </summary>
internal static class PublicTypes
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Print(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetTypes().Where(IsVisible).OrderBy(NameOf, StringComparer.Ordinal))
        {
            text.Append(Header(type)).Append('\n');
            foreach (string method in ConstrainedMethods(type).Distinct().Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(method).Append('\n');
            }
        }

        return text.ToString();
    }

    private static bool IsVisible(Type type) => type.IsNested
        ? IsVisible(type.DeclaringType!) && (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem)
        : type.IsPublic;

    private static bool IsVisible(MethodBase? method) =>
        method is not null && (method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly);

    private static string Header(Type type)
    {
        if (type.IsEnum)
        {
            return $"enum {NameOf(type)} : {NameOf(Enum.GetUnderlyingType(type))}";
        }

        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return $"delegate {NameOf(type)}{Constraints(type.GetGenericArguments())}";
        }

        string kind = type.IsInterface ? "interface"
            : type.IsValueType ? (Is<IsReadOnlyAttribute>(type) ? "readonly " : "") + (type.IsByRefLike ? "ref struct" : "struct")
            : (type.IsAbstract && type.IsSealed ? "static " : type.IsAbstract ? "abstract " : type.IsSealed ? "sealed " : "") + "class";
        IEnumerable<Type> bases = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType) ? [parent] : [];
        IEnumerable<Type> inherited =
            (type.BaseType?.GetInterfaces() ?? []).Concat(type.GetInterfaces().SelectMany(i => i.GetInterfaces()));
        string[] listed = [.. bases.Concat(type.GetInterfaces().Except(inherited).Where(IsPublicOrForeign)
            .OrderBy(NameOf, StringComparer.Ordinal)).Select(NameOf)];
        return $"{kind} {NameOf(type)}{(listed.Length > 0 ? " : " + string.Join(", ", listed) : "")}{Constraints(OwnArguments(type))}";
    }

    private static bool IsPublicOrForeign(Type type) => IsVisible(type.IsGenericType ? type.GetGenericTypeDefinition() : type);

    private static IEnumerable<string> ConstrainedMethods(Type type) => type.GetMethods(Declared)
        .Where(method => IsVisible(method) && method.IsGenericMethod && !method.Name.Contains('<', StringComparison.Ordinal))
        .Select(method => (method.Name, Arguments: method.GetGenericArguments()))
        .Where(method => Constraints(method.Arguments).Length > 0)
        .Select(method => $"{method.Name}<{string.Join(", ", method.Arguments.Select(NameOf))}>{Constraints(method.Arguments)}");

    private static string Constraints(IEnumerable<Type> arguments) => string.Concat(arguments.Select(Constraint));

    private static string Constraint(Type argument)
    {
        GenericParameterAttributes kinds = argument.GenericParameterAttributes;
        bool isStruct = kinds.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        bool isUnmanaged = argument.CustomAttributes.Any(a => a.AttributeType.Name == "IsUnmanagedAttribute");
        bool isNotNull = IsAnnotatedNotNull(argument) && argument.GetGenericParameterConstraints().Length == 0;
        string[] words =
        [
            .. isUnmanaged ? (string[])["unmanaged"] : isStruct ? ["struct"] : [],
            .. kinds.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? (string[])["class"] : isNotNull
                && !isStruct ? ["notnull"] : [],
            .. argument.GetGenericParameterConstraints().Where(c => c != typeof(ValueType)).Select(NameOf),
            .. !isStruct && kinds.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) ? (string[])["new()"] : [],
        ];
        return words.Length == 0 ? "" : $" where {argument.Name} : {string.Join(", ", words)}";
    }

    // Said by the parameter itself, or by the nearest member or type around it.
    private static bool IsAnnotatedNotNull(Type argument)
    {
        CustomAttributeData? said = argument.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name == "NullableAttribute");
        for (MemberInfo? place = (MemberInfo?)argument.DeclaringMethod ?? argument.DeclaringType; said is null
            && place is not null; place = place.DeclaringType)
        {
            said = place.CustomAttributes.FirstOrDefault(a => a.AttributeType.Name == "NullableContextAttribute");
        }

        return said?.ConstructorArguments is [{ Value: (byte)1 }];
    }

    private static string NameOf(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return NameOf(inner) + "?";
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        return Keyword(type) ?? (type.IsGenericParameter ? type.Name : QualifiedName(type));
    }

    private static string QualifiedName(Type type)
    {
        Type[] arguments = OwnArguments(type);
        string list = arguments.Length == 0 ? "" : "<" + string.Join(", ", arguments.Select(NameOf)) + ">";
        string outer = type.IsNested ? NameOf(type.DeclaringType!) + "." : type.Namespace is "HotStream" ? "" : ForeignNamespace(type);
        return outer + type.Name.Split('`')[0] + list;
    }

    // Names everybody knows stay short; others say where they are from.
    private static string ForeignNamespace(Type type) => type.Namespace is null or "System" or "System.Collections.Generic"
        or "System.Threading" or "System.Threading.Tasks" or "System.Numerics" ? "" : type.Namespace + ".";

    private static Type[] OwnArguments(Type type) =>
        type.IsGenericType ? type.GetGenericArguments()[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..] : [];

    private static bool Is<TAttribute>(Type type) => type.IsDefined(typeof(TAttribute), inherit: false);

    private static string? Keyword(Type type) => type.IsEnum ? null : Type.GetTypeCode(type) switch
    {
        TypeCode.Boolean => "bool",
        TypeCode.Byte => "byte",
        TypeCode.SByte => "sbyte",
        TypeCode.Char => "char",
        TypeCode.Int16 => "short",
        TypeCode.UInt16 => "ushort",
        TypeCode.Int32 => "int",
        TypeCode.UInt32 => "uint",
        TypeCode.Int64 => "long",
        TypeCode.UInt64 => "ulong",
        TypeCode.Single => "float",
        TypeCode.Double => "double",
        TypeCode.Decimal => "decimal",
        TypeCode.String => "string",
        _ => type == typeof(object) ? "object" : type == typeof(void) ? "void" : type == typeof(nint) ? "nint" : null,
    };
}

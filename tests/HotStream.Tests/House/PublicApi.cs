using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace HotStream.Tests.House;

/// <summary>Prints what a user of an assembly can see, a line for each type and member, as C# would write it, sorted.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly NullabilityInfoContext s_nullability = new();

    public static string Print(Assembly assembly)
    {
        var text = new StringBuilder();
        foreach (Type type in assembly.GetTypes().Where(IsVisible).OrderBy(type => NameOf(type), StringComparer.Ordinal))
        {
            text.Append(Header(type)).Append('\n');
            foreach (string member in Members(type).Order(StringComparer.Ordinal))
            {
                text.Append("    ").Append(member).Append('\n');
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
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"delegate {Returned(invoke)} {NameOf(type)}({Parameters(invoke)}){Constraints(type.GetGenericArguments())}";
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

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .Select(field => $"{field.Name} = {Convert.ToInt64(field.GetRawConstantValue(), CultureInfo.InvariantCulture)}");
        }

        if (type.IsSubclassOf(typeof(Delegate)))
        {
            return [];
        }

        return
        [
            .. type.GetConstructors(Declared).Where(c => IsVisible(c)).Select(c => $"{Access(c)}{PlainName(type)}({Parameters(c)})"),
            .. type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(Field),
            .. type.GetProperties(Declared).Where(p => IsVisible(p.GetMethod) || IsVisible(p.SetMethod)).Select(Property),
            .. type.GetEvents(Declared).Where(e => IsVisible(e.AddMethod))
                .Select(e => $"{Modifiers(e.AddMethod!)}event {NameOf(e.EventHandlerType!)} {e.Name}"),
            .. type.GetMethods(Declared).Where(m => IsVisible(m) && !IsAccessor(m)
                && !m.Name.Contains('<', StringComparison.Ordinal)).Select(Method),
        ];
    }

    private static bool IsAccessor(MethodInfo method) => method.IsSpecialName && !method.Name.StartsWith("op_", StringComparison.Ordinal);

    private static string Field(FieldInfo field)
    {
        string kind = field.IsLiteral ? "const " : field.IsStatic ? "static " : "";
        string value = field.IsLiteral ? " = " + Literal(field.GetRawConstantValue()) : "";
        return $"{(field.IsPublic ? "" : "protected ")}{kind}{(field.IsInitOnly ? "readonly " : "")}{NameOf(field.FieldType, s_nullability.Create(field))} {field.Name}{value}";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo shown = IsVisible(property.GetMethod) ? property.GetMethod! : property.SetMethod!;
        string index = property.GetIndexParameters().Length > 0 ? $"this[{Parameters(property.GetIndexParameters())}]" : property.Name;
        string get = IsVisible(property.GetMethod) ? "get; " : "";
        bool init = property.SetMethod?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;
        string set = IsVisible(property.SetMethod) ? init ? "init; " : "set; " : "";
        string required = Is<RequiredMemberAttribute>(property) ? "required " : "";
        return $"{Modifiers(shown)}{required}{ByReference(property.PropertyType, property)}{NameOf(property.PropertyType, s_nullability.Create(property))} {index} {{ {get}{set}}}";
    }

    private static string Method(MethodInfo method)
    {
        string arguments = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(NameOf))}>" : "";
        string constraints = method.IsGenericMethod ? Constraints(method.GetGenericArguments()) : "";
        string extension = Is<ExtensionAttribute>(method) ? "this " : "";
        return $"{Modifiers(method)}{Returned(method)} {method.Name}{arguments}({extension}{Parameters(method)}){constraints}";
    }

    private static string Returned(MethodInfo method) =>
        ByReference(method.ReturnType, method.ReturnParameter) + NameOf(method.ReturnType, s_nullability.Create(method.ReturnParameter));

    private static string ByReference(Type type, ICustomAttributeProvider place) =>
        !type.IsByRef ? "" : place.IsDefined(typeof(IsReadOnlyAttribute), inherit: false) ? "ref readonly " : "ref ";

    private static string Modifiers(MethodInfo method)
    {
        bool overrides = method.IsVirtual && method.GetBaseDefinition() != method;
        return Access(method)
            + (method.IsStatic ? "static " : "")
            + (method.DeclaringType!.IsInterface ? (method.IsStatic && method.IsAbstract ? "abstract " : "")
                : method.IsAbstract ? "abstract "
                : overrides ? "override "
                : method.IsVirtual && !method.IsFinal ? "virtual " : "");
    }

    private static string Access(MethodBase method) => method.IsPublic ? "" : "protected ";

    private static string Parameters(MethodBase method) => Parameters(method.GetParameters());

    private static string Parameters(ParameterInfo[] parameters) => string.Join(", ", parameters.Select(Parameter));

    private static string Parameter(ParameterInfo parameter)
    {
        string passing = !parameter.ParameterType.IsByRef ? "" : parameter.IsOut ? "out " : parameter.IsIn ? "in " : "ref ";
        string many = Is<ParamArrayAttribute>(parameter) ? "params " : "";
        string standard = parameter.HasDefaultValue ? " = " + Literal(parameter.DefaultValue, parameter.ParameterType) : "";
        return $"{many}{passing}{NameOf(parameter.ParameterType, s_nullability.Create(parameter))} {parameter.Name}{standard}";
    }

    private static string Literal(object? value, Type? type = null) => value switch
    {
        null => type is { IsValueType: true } && Nullable.GetUnderlyingType(type) is null ? "default" : "null",
        string text => $"\"{text}\"",
        bool truth => truth ? "true" : "false",
        Enum word => $"{NameOf(word.GetType())}.{word}",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

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

    private static string NameOf(Type type) => NameOf(type, null);

    private static string NameOf(Type type, NullabilityInfo? nullability)
    {
        type = type.IsByRef ? type.GetElementType()! : type;
        string mark = !type.IsValueType && !type.IsGenericParameter && nullability?.ReadState == NullabilityState.Nullable ? "?" : "";
        if (Nullable.GetUnderlyingType(type) is { } inner)
        {
            return NameOf(inner) + "?";
        }

        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!, nullability?.ElementType) + "[]" + mark;
        }

        if (type.IsPointer)
        {
            return NameOf(type.GetElementType()!) + "*";
        }

        return (Keyword(type) ?? (type.IsGenericParameter ? type.Name : QualifiedName(type, nullability))) + mark;
    }

    private static string QualifiedName(Type type, NullabilityInfo? nullability)
    {
        Type[] arguments = OwnArguments(type);
        NullabilityInfo[] inner = nullability?.GenericTypeArguments ?? [];
        int inherited = type.GetGenericArguments().Length - arguments.Length;
        string list = arguments.Length == 0 ? "" : "<" + string.Join(", ", arguments.Select((a, i) =>
            NameOf(a, inherited + i < inner.Length ? inner[inherited + i] : null))) + ">";
        string outer = type.IsNested ? NameOf(type.DeclaringType!) + "." : type.Namespace is "HotStream" ? "" : ForeignNamespace(type);
        return outer + PlainName(type) + list;
    }

    // Names everybody knows stay short; others tell where they are from.
    private static string ForeignNamespace(Type type) => type.Namespace is null or "System" or "System.Collections.Generic"
        or "System.Threading" or "System.Threading.Tasks" or "System.Numerics" ? "" : type.Namespace + ".";

    private static Type[] OwnArguments(Type type) =>
        type.IsGenericType ? type.GetGenericArguments()[(type.DeclaringType?.GetGenericArguments().Length ?? 0)..] : [];

    private static string PlainName(Type type) => type.Name.Split('`')[0];

    private static bool Is<TAttribute>(ICustomAttributeProvider place) => place.IsDefined(typeof(TAttribute), inherit: false);

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

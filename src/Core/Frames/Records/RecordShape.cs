using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace HotStream;

/// <summary>
/// A class or struct as a row: its members are columns if they can be set, by a setter or by a parameter of that name of the constructor.
/// A number, a text, a list is a row by itself, with one column <c>value</c>. Objects are made by reflection, without code that is made
/// while running.
/// </summary>
internal sealed class RecordShape
{
    /// <summary>What must be left of a type when a program is trimmed.</summary>
    public const DynamicallyAccessedMemberTypes Needed = DynamicallyAccessedMemberTypes.PublicConstructors
        | DynamicallyAccessedMemberTypes.PublicProperties | DynamicallyAccessedMemberTypes.PublicFields;

    public const string ValueName = "value";
    private readonly Type _type;
    private readonly ConstructorInfo? _constructor;
    private readonly int[] _parameters; // of each parameter of the constructor its member
    private readonly int[] _set; // the members that are set afterwards

    private RecordShape(Type type, RecordMember[] members, ConstructorInfo? constructor, int[] parameters)
    {
        _type = type;
        Members = members;
        _constructor = constructor;
        _parameters = parameters;
        _set = [.. Enumerable.Range(0, members.Length).Except(parameters)];
        Schema = new Schema(members.Select(member => new StructField(member.Name, member.Type.DataType)));
    }

    public IReadOnlyList<RecordMember> Members { get; }

    public Schema Schema { get; }

    /// <summary>Whether rows are values by themselves.</summary>
    public bool IsValue => Members is [{ Info: null }];

    /// <summary>The rows that objects of a type are.</summary>
    /// <exception cref="AnalysisException">They are none.</exception>
    public static RecordShape Of([DynamicallyAccessedMembers(Needed)] Type type)
    {
        if (ClrType.Of(type) is { Record: null } value)
        {
            return new RecordShape(type, [new RecordMember(ValueName, value, null)], null, []);
        }

        return TryOf(type, 0) ?? throw new AnalysisException(
            $"{NameOf(type)} is no row: it has no public member that is a column and can be set, by a setter or by a constructor."
            + string.Concat(Refused(type).Select(member =>
                $" {member.Name} is {NameOf(member.Type)}, which is no type of columns.").Take(3)));
    }

    /// <summary>The same; null when they are none.</summary>
    public static RecordShape? TryOf([DynamicallyAccessedMembers(Needed)] Type type, int depth)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(object) || typeof(System.Collections.IEnumerable).IsAssignableFrom(type))
        {
            return null;
        }

        (string Name, Type Type, MemberInfo Info, bool CanSet)[] found = [.. Found(type)];
        ConstructorInfo? constructor = type.GetConstructors()
            .Where(one => one.GetParameters().All(parameter => found.Any(member => IsNamed(parameter, member.Name))))
            .OrderByDescending(one => one.GetParameters().Length)
            .FirstOrDefault();
        ParameterInfo[] parameters = constructor?.GetParameters() ?? [];
        var members = new List<RecordMember>();
        foreach ((string name, Type memberType, MemberInfo info, bool canSet) in found)
        {
            bool isParameter = parameters.Any(parameter => IsNamed(parameter, name));
            if (!canSet && !isParameter)
            {
                continue; // computed by the class itself
            }

            if (TypeOf(memberType, depth) is not { } column)
            {
                return null;
            }

            members.Add(new RecordMember(name, column, info));
        }

        bool canMake = constructor is not null || type.IsValueType;
        return members.Count == 0 || !canMake ? null : new RecordShape(type, [.. members], constructor,
            [.. parameters.Select(parameter => members.FindIndex(member => IsNamed(parameter, member.Name)))]);
    }

    /// <summary>An object of a row's values, as <see cref="Cell.ToObject"/> gives them.</summary>
    /// <param name="values">A value for each member.</param>
    /// <param name="within">The column they are in, for messages; null of whole rows.</param>
    public object? Create(IReadOnlyList<object?> values, string? within = null)
    {
        object? Value(int member) => Members[member].Type.ToClr(values[member],
            within is null ? Members[member].Name : $"{within}.{Members[member].Name}");
        if (IsValue)
        {
            return Value(0);
        }

        object record = Make([.. _parameters.Select(Value)]);
        foreach (int member in _set)
        {
            Members[member].Set(record, Value(member));
        }

        return record;
    }

    /// <summary>The values of an object, as <see cref="Cell.FromObject"/> takes them.</summary>
    public object?[] Values(object? record) => IsValue ? [Members[0].Type.FromClr(record)]
        : record is null ? throw new InvalidDataException("A row cannot be null.")
        : [.. Members.Select(member => member.Type.FromClr(member.Of(record)))];

    public static string NameOf(Type type) => type.Name.StartsWith('<') ? "An anonymous object" : !type.IsGenericType ? type.Name
        : $"{type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)]}<{string.Join(", ", type.GenericTypeArguments.Select(NameOf))}>";

    [UnconditionalSuppressMessage("Trimming", "IL2077", Justification = "A struct needs no constructor.")]
    private object Make(object?[] arguments) => _constructor is not null ? _constructor.Invoke(arguments)
        : System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(_type);

    [UnconditionalSuppressMessage("Trimming", "IL2067", Justification = "Types of members: docs/sql.md says how they are kept.")]
    private static ClrType? TypeOf(Type type, int depth) => ClrType.Of(type, depth);

    private static IEnumerable<(string Name, Type Type)> Refused([DynamicallyAccessedMembers(Needed)] Type type) =>
        Found(type).Where(member => TypeOf(member.Type, 1) is null).Select(member => (member.Name, member.Type));

    private static IEnumerable<(string Name, Type Type, MemberInfo Info, bool CanSet)> Found(
        [DynamicallyAccessedMembers(Needed)] Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
            .Select(property => (property.Name, property.PropertyType, (MemberInfo)property, property.SetMethod is { IsPublic: true })),
        .. type.GetFields(BindingFlags.Public | BindingFlags.Instance)
            .Select(field => (field.Name, field.FieldType, (MemberInfo)field, !field.IsInitOnly)),
    ];

    private static bool IsNamed(ParameterInfo parameter, string name) =>
        string.Equals(parameter.Name, name, StringComparison.OrdinalIgnoreCase);
}

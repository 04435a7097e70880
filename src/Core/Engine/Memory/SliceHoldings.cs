using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// The one rule of what may hold a slice: by the fields of a type. A struct holds what its fields hold; an array or a class holds by
/// reference what its elements or fields hold, and so do, for the purpose of copying, nullable structs and inline arrays; a class that can
/// be derived from, an interface and <see cref="object"/> may hold anything, unless a type argument says more.
/// </summary>
internal static class SliceHoldings
{
    private const BindingFlags InstanceFields = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic
        | BindingFlags.DeclaredOnly;

    /// <summary>What a value of a type holds.</summary>
    public static SliceHolding Of(Type type) => Of(type, []);

    /// <summary>The instance fields of a struct or class, those it inherits included.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2070",
        Justification = "A field that was trimmed away is never written, so it holds no slice; fields of structs stay, as the layout.")]
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "As above, for the type a class derives from.")]
    public static IEnumerable<FieldInfo> FieldsOf(Type type)
    {
        for (Type? level = type; level is not null && level != typeof(object) && level != typeof(ValueType); level = level.BaseType)
        {
            foreach (FieldInfo field in level.GetFields(InstanceFields))
            {
                yield return field;
            }
        }
    }

    private static SliceHolding Of(Type type, HashSet<Type> open)
    {
        if (type == typeof(Utf8Slice))
        {
            return SliceHolding.InPlace;
        }

        if (type.IsPrimitive || type.IsEnum || type.IsPointer || type.IsFunctionPointer || type == typeof(string) || !open.Add(type))
        {
            return SliceHolding.None; // a type inside itself adds nothing
        }

        // cannot be taken apart by reflection
        SliceHolding holding = Nullable.GetUnderlyingType(type) is { } inner ? Behind(Of(inner, open))
            : type.IsDefined(typeof(InlineArrayAttribute), inherit: false) ? Behind(OfFields(type, open)) // one field stands for many
            : type.IsArray ? Behind(Of(type.GetElementType()!, open))
            : type.IsInterface || type.IsAssignableTo(typeof(Delegate)) || type == typeof(object) ? OfArguments(type, open)
            : !RuntimeFeature.IsDynamicCodeSupported ? OfNames(type, open)
            : type.IsValueType ? OfFields(type, open)
            : OfClass(type, open);
        open.Remove(type);
        return holding;
    }

    private static SliceHolding OfFields(Type type, HashSet<Type> open)
    {
        SliceHolding most = SliceHolding.None;
        foreach (FieldInfo field in FieldsOf(type))
        {
            SliceHolding holding = Of(field.FieldType, open);
            most = holding > most ? holding : most;
        }

        return most;
    }

    private static SliceHolding OfClass(Type type, HashSet<Type> open)
    {
        SliceHolding holding = Behind(OfFields(type, open));
        return holding == SliceHolding.None && !type.IsSealed ? SliceHolding.Unknown : holding;
    }

    private static SliceHolding OfArguments(Type type, HashSet<Type> open) =>
        type.IsGenericType
        && Array.Exists(type.GetGenericArguments(), argument => Of(argument, open) is SliceHolding.InPlace or SliceHolding.Referenced)
            ? SliceHolding.Referenced
            : SliceHolding.Unknown;

    /// <summary>Compiled ahead of time, the fields of a type may be unknown: what is known by name, else perhaps.</summary>
    private static SliceHolding OfNames(Type type, HashSet<Type> open)
    {
        bool isKnown = type == typeof(decimal) || type == typeof(Guid) || type == typeof(TimeSpan) || type == typeof(DateTime)
            || type == typeof(DateTimeOffset)
            || (type.IsValueType && type.Assembly == typeof(SliceHoldings).Assembly);
        bool holdsItsArguments = type.IsGenericType && type.IsValueType
            && (isKnown || type.IsAssignableTo(typeof(ITuple)) || type.HasSameMetadataDefinitionAs(typeof(KeyValuePair<,>)));
        return holdsItsArguments
            && Array.TrueForAll(type.GetGenericArguments(), argument => Of(argument, open) == SliceHolding.None) ? SliceHolding.None
            : isKnown && !type.IsGenericType ? SliceHolding.None
            : OfArguments(type, open);
    }

    private static SliceHolding Behind(SliceHolding holding) => holding == SliceHolding.InPlace ? SliceHolding.Referenced : holding;
}

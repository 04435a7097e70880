using System.Runtime.CompilerServices;
using System.Text;

namespace HotStream;

/// <summary>
/// How a struct is stored, by its fields, as <see cref="SliceHoldings"/> goes through them: what is bytes, what is text, and what cannot be
/// stored without being told how.
/// </summary>
/// <param name="Name">The type with its fields, so that a struct that was changed has another name.</param>
/// <param name="HasText">Whether there are slices or strings in it.</param>
/// <param name="Refused">The field that nobody knows how to store, as the end of a sentence; null when there is none.</param>
internal sealed record StoredType(string Name, bool HasText, string? Refused)
{
    public static StoredType Of(Type type)
    {
        var name = new StringBuilder();
        bool hasText = false;
        string? refused = null;
        Walk(type, "");
        return new StoredType(name.ToString(), hasText, refused);

        void Walk(Type inner, string path)
        {
            if (IsBytes(inner))
            {
                name.Append(NameOf(inner));
            }
            else if (inner == typeof(Utf8Slice) || inner == typeof(string))
            {
                hasText = true;
                name.Append(NameOf(inner));
            }
            else if (!inner.IsValueType || inner.IsPointer || inner == typeof(nint) || inner == typeof(nuint) || IsOpaque(inner))
            {
                refused ??= $", because of its field {path} of type {NameOf(inner)}";
            }
            else
            {
                name.Append(NameOf(inner)).Append('{');
                string separator = "";
                foreach (System.Reflection.FieldInfo field in SliceHoldings.FieldsOf(inner))
                {
                    name.Append(separator).Append(field.Name).Append(' ');
                    Walk(field.FieldType, path.Length == 0 ? field.Name : $"{path}.{field.Name}");
                    separator = ",";
                }

                name.Append('}');
            }
        }
    }

    /// <summary>A type as C# writes it.</summary>
    public static string NameOf(Type type)
    {
        if (type.IsArray)
        {
            return NameOf(type.GetElementType()!) + "[]";
        }

        string name = type == typeof(long) ? "long" : type == typeof(int) ? "int" : type == typeof(double) ? "double"
            : type == typeof(float) ? "float" : type == typeof(bool) ? "bool" : type == typeof(string) ? "string" : type.Name;
        int arity = name.IndexOf('`', StringComparison.Ordinal);
        return arity < 0 ? name : $"{name[..arity]}<{string.Join(", ", type.GetGenericArguments().Select(NameOf))}>";
    }

    private static bool IsBytes(Type type) => (type.IsPrimitive && type != typeof(nint) && type != typeof(nuint)) || type.IsEnum
        || type == typeof(decimal) || type == typeof(Guid) || type == typeof(DateTime) || type == typeof(DateTimeOffset)
        || type == typeof(DateOnly) || type == typeof(TimeOnly) || type == typeof(TimeSpan) || type == typeof(Int128)
        || type == typeof(UInt128) || type == typeof(Half);

    // A nullable struct cannot be taken apart by reflection, one field of an inline array stands for many: bytes, if all of it is.
    private static bool IsOpaque(Type type) => Nullable.GetUnderlyingType(type) is { } inner
        ? !IsBytes(inner) && Of(inner) is not { Refused: null, HasText: false }
        : type.IsDefined(typeof(InlineArrayAttribute), inherit: false)
            && SliceHoldings.FieldsOf(type)
            .Any(field => !IsBytes(field.FieldType) && Of(field.FieldType) is not { Refused: null, HasText: false });
}

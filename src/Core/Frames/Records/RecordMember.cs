using System.Reflection;

namespace HotStream;

/// <summary>A member of a record that is a column.</summary>
/// <param name="Name">Its name, which is that of the column.</param>
/// <param name="Type">Its type.</param>
/// <param name="Info">The property or field; null of a value that is a row by itself.</param>
internal sealed record RecordMember(string Name, ClrType Type, MemberInfo? Info)
{
    /// <summary>The member's value in an object.</summary>
    public object? Of(object record) => Info switch
    {
        PropertyInfo property => property.GetValue(record),
        FieldInfo field => field.GetValue(record),
        _ => record,
    };

    /// <summary>Sets the member in an object.</summary>
    public void Set(object record, object? value)
    {
        if (Info is PropertyInfo property)
        {
            property.SetValue(record, value);
        }
        else
        {
            ((FieldInfo)Info!).SetValue(record, value);
        }
    }
}

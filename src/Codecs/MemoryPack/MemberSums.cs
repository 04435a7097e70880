using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;
using System.Text;
using MemoryPack;

namespace HotStream;

/// <summary>
/// Sums over the types of a type's members, one for each number of them from 0 on: a value whose members are the first ones of today's can
/// be read, one with others cannot. A version-tolerant type has one sum, whatever its members.
/// </summary>
internal static class MemberSums
{
    /// <summary>The sums; the last is over all members.</summary>
    public static uint[] Of([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] Type type)
    {
        if (type.GetCustomAttribute<MemoryPackableAttribute>() is not { } marked
            || marked.GenerateType is GenerateType.VersionTolerant or GenerateType.CircularReference)
        {
            return [Sum(0, type.IsGenericType || type.IsArray ? Encoding.UTF8.GetBytes(type.ToString()) : [])];
        }

        var sums = new List<uint> { 0 };
        foreach (MemberInfo member in MembersOf(type))
        {
            Type kind = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType;
            sums.Add(Sum(sums[^1], Encoding.UTF8.GetBytes($"{kind};")));
        }

        return [.. sums];
    }

    /// <summary>CRC-32C, going on from a sum.</summary>
    public static uint Sum(uint sum, ReadOnlySpan<byte> bytes)
    {
        sum = BitOperations.Crc32C(~sum, (uint)bytes.Length);
        foreach (byte part in bytes)
        {
            sum = BitOperations.Crc32C(sum, part);
        }

        return ~sum;
    }

    /// <summary>Properties, then fields, each in the order in which they are declared, unless they have an order of their own.</summary>
    private static IEnumerable<MemberInfo> MembersOf([DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] Type type)
    {
        const BindingFlags all = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        IEnumerable<MemberInfo> properties = type.GetProperties(all).Where(static property =>
            property.GetMethod?.IsPublic == true && property.GetIndexParameters().Length == 0);
        IEnumerable<MemberInfo> fields = type.GetFields(all).Where(static field => field.IsPublic);
        IEnumerable<MemberInfo> included = type.GetMembers(all).Where(static member =>
            member is PropertyInfo or FieldInfo && member.IsDefined(typeof(MemoryPackIncludeAttribute)));
        return properties.Concat(fields).Concat(included).Distinct()
            .Where(static member => !member.IsDefined(typeof(MemoryPackIgnoreAttribute)))
            .OrderBy(static member => member.GetCustomAttribute<MemoryPackOrderAttribute>()?.Order ?? 0);
    }
}

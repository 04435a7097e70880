using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Records as text the way Spark prints them: pairs and tuples as <c>(key,value)</c>, sequences as <c>[a, b]</c>, numbers culture-free.
/// </summary>
public static class RecordText
{
    /// <summary>The text of a record.</summary>
    /// <typeparam name="T">Type of the record.</typeparam>
    /// <param name="record">The record; null gives <c>null</c>.</param>
    public static string Format<T>(T record) => record switch
    {
        null => "null",
        string text => text,
        ITuple tuple => FormatTuple(tuple),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        IEnumerable sequence => "[" + string.Join(", ", sequence.Cast<object?>().Select(Format)) + "]",
        _ => FormatOther(record),
    };

    private static string FormatTuple(ITuple tuple) =>
        "(" + string.Join(",", Enumerable.Range(0, tuple.Length).Select(i => Format(tuple[i]))) + ")";

    private static string FormatOther<T>(T record)
    {
        if (record is KeyValuePair<Utf8Slice, long> count)
        {
            return FormatPair(count.Key, count.Value); // the usual pair, without reflection
        }

        Type type = record!.GetType();
        return type.HasSameMetadataDefinitionAs(typeof(KeyValuePair<,>))
            ? FormatAnyPair(record, type)
            : record.ToString() ?? string.Empty;
    }

    private static string FormatPair<TKey, TValue>(TKey key, TValue value) => $"({Format(key)},{Format(value)})";

    [DynamicDependency(DynamicallyAccessedMemberTypes.PublicProperties, typeof(KeyValuePair<,>))]
    [UnconditionalSuppressMessage("Trimming", "IL2070",
        Justification = "The type is a KeyValuePair, whose properties the attribute above keeps.")]
    private static string FormatAnyPair(object pair, Type type) =>
        FormatPair(type.GetProperty("Key")!.GetValue(pair), type.GetProperty("Value")!.GetValue(pair));
}

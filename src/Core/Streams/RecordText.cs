using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>Records as text the way Spark prints them: pairs and tuples as <c>(key,value)</c>, sequences as <c>[a, b]</c>, numbers culture-free.</summary>
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

    private static string FormatTuple(ITuple tuple) => "(" + string.Join(",", Enumerable.Range(0, tuple.Length).Select(i => Format(tuple[i]))) + ")";

    private static string FormatOther<T>(T record)
    {
        string text = record!.ToString() ?? string.Empty;
        Type type = typeof(T) == typeof(object) ? record.GetType() : typeof(T);
        if (!type.IsGenericType || type.GetGenericTypeDefinition() != typeof(KeyValuePair<,>))
        {
            return text;
        }

        int comma = text.LastIndexOf(", ", StringComparison.Ordinal); // .NET writes [key, value]
        return $"({text[1..comma]},{text[(comma + 2)..^1]})";
    }
}

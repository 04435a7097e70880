using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HotStream;

/// <summary>
/// One row of a frame, copied out of its columns. Values are bool, int, long, double, decimal, string, <see cref="DateOnly"/>,
/// <see cref="DateTime"/> (UTC), <see cref="TimeSpan"/>, arrays of objects, rows and dictionaries; null for a null. Immutable.
/// Meant for the few rows somebody looks at.
/// </summary>
public sealed class Row : IReadOnlyList<object?>, IEquatable<Row>
{
    private readonly object?[] _values;

    /// <summary>Creates a row.</summary>
    /// <param name="schema">Its columns.</param>
    /// <param name="values">A value for each.</param>
    /// <exception cref="ArgumentException">There are more or fewer values than columns.</exception>
    public Row(Schema schema, params object?[] values)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != schema.Count)
        {
            throw new ArgumentException($"{values.Length} values for {schema.Count} columns.", nameof(values));
        }

        Schema = schema;
        _values = values;
    }

    /// <summary>The columns.</summary>
    public Schema Schema { get; }

    /// <inheritdoc/>
    public int Count => _values.Length;

    /// <inheritdoc/>
    public object? this[int index] => _values[index];

    /// <summary>The value of a column.</summary>
    /// <param name="name">The column's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    public object? this[string name] => Schema.IndexOf(name) is int at and >= 0 ? _values[at]
        : throw new KeyNotFoundException(
            $"There is no column '{name}'; there are {string.Join(", ", Schema.Select(field => field.Name))}.");

    /// <summary>The value of a column, converted to a type.</summary>
    /// <typeparam name="T">The type: that of the value, or one it converts to without loss of meaning.</typeparam>
    /// <param name="name">The column's name.</param>
    /// <exception cref="KeyNotFoundException">There is no such column.</exception>
    /// <exception cref="InvalidCastException">The value is null or of another kind.</exception>
    [return: MaybeNull]
    public T Get<T>(string name) => this[name] switch
    {
        T value => value,
        IConvertible value when typeof(T).IsPrimitive => (T)Convert.ChangeType(value, typeof(T), CultureInfo.InvariantCulture),
        null when default(T) is null => default,
        object value => throw new InvalidCastException($"Column '{name}' holds a {value.GetType().Name}, no {typeof(T).Name}."),
        null => throw new InvalidCastException($"Column '{name}' is null, which {typeof(T).Name} cannot be; ask for {typeof(T).Name}?."),
    };

    /// <inheritdoc/>
    public IEnumerator<object?> GetEnumerator() => ((IEnumerable<object?>)_values).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _values.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Row? other) => other is not null && Schema.Equals(other.Schema)
        && StructuralComparisons.StructuralEqualityComparer.Equals(_values, other._values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Row);

    /// <inheritdoc/>
    public override int GetHashCode() => StructuralComparisons.StructuralEqualityComparer.GetHashCode(_values);

    /// <summary>The values in brackets, as Spark shows a row: <c>[a,1,null]</c>.</summary>
    public override string ToString() => $"[{string.Join(',', _values.Select(Show))}]";

    internal static string Show(object? value) => value switch
    {
        null => "null",
        string text => text,
        bool truth => truth ? "true" : "false",
        double number => TextOf.Double(number),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime time => TextOf.Timestamp(Calendar.ToMicroseconds(time)),
        Row row => $"{{{string.Join(", ", row.Select(Show))}}}",
        IDictionary map => $"{{{string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Show(key)} -> {Show(map[key])}"))}}}",
        IEnumerable list => $"[{string.Join(", ", list.Cast<object?>().Select(Show))}]",
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}

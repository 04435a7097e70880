using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace HotStream;

/// <summary>
/// The columns of a frame: names and types in order. Equal when all names and types are. Immutable and thread-safe.
/// </summary>
public sealed class Schema : IReadOnlyList<StructField>, IEquatable<Schema>
{
    private readonly StructField[] _fields;

    /// <summary>Creates a schema.</summary>
    /// <param name="fields">The columns.</param>
    public Schema(params IEnumerable<StructField> fields) => _fields = [.. fields];

    /// <summary>The schema without columns.</summary>
    public static Schema Empty { get; } = new();

    /// <inheritdoc/>
    public int Count => _fields.Length;

    /// <inheritdoc/>
    public StructField this[int index] => _fields[index];

    /// <summary>Reads columns as Spark's DDL writes them: <c>line BIGINT, stop STRING</c>.</summary>
    /// <param name="ddl">Names and types, with commas between.</param>
    /// <exception cref="FormatException">It is no list of columns.</exception>
    public static Schema Parse(string ddl) => TypeParser.ParseSchema(ddl);

    /// <summary>The schema with one more column at its end.</summary>
    /// <param name="name">The column's name.</param>
    /// <param name="type">The column's type.</param>
    public Schema Add(string name, DataType type) => new([.. _fields, new StructField(name, type)]);

    /// <summary>
    /// The place of the column of that name, first by its letters and then without regard to case; -1 when there is none.
    /// </summary>
    /// <param name="name">The name.</param>
    public int IndexOf(string name)
    {
        int exact = System.Array.FindIndex(_fields, field => field.Name == name);
        return exact >= 0 ? exact : System.Array.FindIndex(_fields, field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    /// <inheritdoc/>
    public IEnumerator<StructField> GetEnumerator() => ((IEnumerable<StructField>)_fields).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _fields.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Schema? other) => other is not null && _fields.AsSpan().SequenceEqual(other._fields);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Schema);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    /// <summary>The columns in DDL, as <see cref="Parse"/> reads them.</summary>
    public override string ToString() => string.Join(", ", _fields.Select(field => $"{TypeParser.Quote(field.Name)} {Ddl(field.Type)}"));

    /// <summary>The columns as a tree, one a line, as Spark's <c>printSchema</c> shows them.</summary>
    public string ToTree()
    {
        var text = new StringBuilder("root\n");
        Write(text, this, " |-- ");
        return text.ToString();
    }

    private static string Ddl(DataType type) => type.Kind is TypeKind.Struct ? type.Name
        : type.IsNested ? type.Name : type.Name.ToUpperInvariant();

    private static void Write(StringBuilder text, Schema schema, string indent)
    {
        foreach (StructField field in schema)
        {
            text.Append(indent).Append(field.Name).Append(": ");
            WriteType(text, field.Type, " |   " + indent);
        }
    }

    private static void WriteType(StringBuilder text, DataType type, string indent)
    {
        switch (type)
        {
            case StructType structure:
                text.Append("struct\n");
                Write(text, structure.Fields, indent);
                break;
            case ArrayType array:
                text.Append("array\n").Append(indent).Append("element: ");
                WriteType(text, array.Element, " |   " + indent);
                break;
            case MapType map:
                text.Append("map\n").Append(indent).Append("key: ");
                WriteType(text, map.Key, " |   " + indent);
                text.Append(indent).Append("value: ");
                WriteType(text, map.Value, " |   " + indent);
                break;
            default:
                text.Append(type.Name).Append('\n');
                break;
        }
    }
}

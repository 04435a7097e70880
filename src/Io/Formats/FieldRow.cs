using HotStream.Io;

namespace HotStream;

/// <summary>
/// The fields of one record that were asked for, numbered in the order they were named. Reading is what decodes: no string is made, texts lie in the record itself (those with escapes
/// are copied once). A field that is missing or not what is asked for makes the whole record a dead letter, whatever is returned from the function that looked; the getters then give
/// default values and do not throw. <see cref="Has"/> tells first.
/// </summary>
public readonly ref struct FieldRow
{
    private readonly RecordParser _parser;

    internal FieldRow(RecordParser parser) => _parser = parser;

    /// <summary>Whether the record has the field and it is not null (CSV: not empty).</summary>
    /// <param name="field">The field's number.</param>
    public bool Has(int field) => _parser.Has(field);

    /// <summary>The text of a field: a string without quotes and escapes, and a number, true, false, an object or an array as it stands.</summary>
    /// <param name="field">The field's number.</param>
    public Utf8Slice GetText(int field) => _parser.Text(field);

    /// <summary>The whole number in a field, also one written as a string.</summary>
    /// <param name="field">The field's number.</param>
    public long GetInt64(int field) => _parser.Int64(field);

    /// <summary>The number in a field, also one written as a string.</summary>
    /// <param name="field">The field's number.</param>
    public double GetDouble(int field) => _parser.Double(field);

    /// <summary>The truth in a field: <c>true</c> or <c>false</c>, also written as a string.</summary>
    /// <param name="field">The field's number.</param>
    public bool GetBoolean(int field) => _parser.Boolean(field);
}

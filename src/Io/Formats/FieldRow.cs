using System.Text.Json;
using HotStream.Io;

namespace HotStream;

/// <summary>
/// The fields of one record that were asked for, by name or by number, in the order they were named. Reading is what decodes: no string
/// is made, texts lie in the record itself (those with escapes are copied once). A field that is missing or not what is asked for makes
/// the whole record a dead letter, whatever is returned from the function that looked; the getters then give default values and do not
/// throw.
/// <see cref="Has(int)"/> says so beforehand.
/// </summary>
public readonly ref struct FieldRow
{
    private readonly RecordParser _parser;

    internal FieldRow(RecordParser parser) => _parser = parser;

    /// <summary>The text of a field: <see cref="GetText(string)"/>.</summary>
    /// <param name="field">The field's name.</param>
    /// <exception cref="ArgumentException">No such field was named.</exception>
    public Utf8Slice this[string field] => GetText(field);

    /// <summary>Whether the record has the field and it is not null (CSV: not empty).</summary>
    /// <param name="field">The field's number.</param>
    public bool Has(int field) => _parser.Has(field);

    /// <inheritdoc cref="Has(int)"/>
    /// <param name="field">The field's name.</param>
    /// <exception cref="ArgumentException">No such field was named.</exception>
    public bool Has(string field) => _parser.Has(_parser.IndexOf(field));

    /// <summary>
    /// What stands in a field: <see cref="JsonValueKind.Undefined"/> when the record has none, <see cref="JsonValueKind.Null"/> also of an
    /// empty field of CSV, whose other fields are all <see cref="JsonValueKind.String"/>. Refuses nothing.
    /// </summary>
    /// <param name="field">The field's number.</param>
    public JsonValueKind GetKind(int field) => _parser.Kind(field);

    /// <inheritdoc cref="GetKind(int)"/>
    /// <param name="field">The field's name.</param>
    /// <exception cref="ArgumentException">No such field was named.</exception>
    public JsonValueKind GetKind(string field) => _parser.Kind(_parser.IndexOf(field));

    /// <summary>
    /// The value of a field as JSON, exactly as it stands in the record: a string with its quotes and escapes, a number with all its
    /// digits. A field of CSV becomes a string of JSON.
    /// </summary>
    /// <param name="field">The field's number.</param>
    public Utf8Slice GetJson(int field) => _parser.Json(field);

    /// <inheritdoc cref="GetJson(int)"/>
    /// <param name="field">The field's name.</param>
    /// <exception cref="ArgumentException">No such field was named.</exception>
    public Utf8Slice GetJson(string field) => _parser.Json(_parser.IndexOf(field));

    /// <summary>
    /// The text of a field: a string without quotes and escapes, and a number, true, false, an object or an array as it stands.
    /// </summary>
    /// <param name="field">The field's number.</param>
    public Utf8Slice GetText(int field) => _parser.Text(field);

    /// <inheritdoc cref="GetText(int)"/>
    /// <param name="field">The field's name.</param>
    /// <exception cref="ArgumentException">No such field was named.</exception>
    public Utf8Slice GetText(string field) => _parser.Text(_parser.IndexOf(field));

    /// <summary>The whole number in a field, also one written as a string.</summary>
    /// <param name="field">The field's number.</param>
    public long GetInt64(int field) => _parser.Int64(field);

    /// <inheritdoc cref="GetInt64(int)"/>
    /// <param name="field">The field's name.</param>
    /// <exception cref="ArgumentException">No such field was named.</exception>
    public long GetInt64(string field) => _parser.Int64(_parser.IndexOf(field));

    /// <summary>The number in a field, also one written as a string.</summary>
    /// <param name="field">The field's number.</param>
    public double GetDouble(int field) => _parser.Double(field);

    /// <inheritdoc cref="GetDouble(int)"/>
    /// <param name="field">The field's name.</param>
    /// <exception cref="ArgumentException">No such field was named.</exception>
    public double GetDouble(string field) => _parser.Double(_parser.IndexOf(field));

    /// <summary>The truth in a field: <c>true</c> or <c>false</c>, also written as a string.</summary>
    /// <param name="field">The field's number.</param>
    public bool GetBoolean(int field) => _parser.Boolean(field);

    /// <inheritdoc cref="GetBoolean(int)"/>
    /// <param name="field">The field's name.</param>
    /// <exception cref="ArgumentException">No such field was named.</exception>
    public bool GetBoolean(string field) => _parser.Boolean(_parser.IndexOf(field));

    /// <summary>Makes the record a dead letter, for a reason of the caller's own; the first reason counts.</summary>
    /// <param name="reason">What is wrong with it and how to correct it.</param>
    public void Reject(string reason) => _parser.Refuse(reason);
}

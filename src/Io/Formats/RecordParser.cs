using System.Text.Json;

namespace HotStream.Io;

/// <summary>
/// Finds the named fields of a record and reads them on request. Nothing is decoded that nobody asks for, and nothing is copied but texts
/// with escapes. The first thing that is wrong, in the record or in what is asked of it, is kept as the reason for refusing it; asking goes
/// on with default values until the caller looks. One thread at a time.
/// </summary>
internal abstract class RecordParser(IReadOnlyList<string> names)
{
    private const int AsksKept = 64;

    private readonly (string? Name, int Field)[] _asked = new (string?, int)[AsksKept];
    private byte[] _scratch = new byte[256];
    private int _asks;
    private Utf8Slice _record;

    /// <summary>Why the record is refused; null while nothing is wrong.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where texts are kept that stand nowhere as they are read.</summary>
    public Func<ReadOnlySpan<byte>, Utf8Slice> Store { get; set; } = static _ => throw new InvalidOperationException("No store was given.");

    protected Field[] Fields { get; } = new Field[names.Count];

    /// <summary>What the fields are called.</summary>
    protected IReadOnlyList<string> Names => names;

    /// <summary>Parses a record; <see cref="Problem"/> says whether it can be read.</summary>
    public void Parse(Utf8Slice record)
    {
        Problem = null;
        _asks = 0;
        _record = record;
        Array.Clear(Fields);
        ReadOnlySpan<byte> text = _record.Bytes;
        if (ByteOrderMark.IsAtStart(text))
        {
            _record = ByteOrderMark.Skip(record);
            text = _record.Bytes;
        }

        Parse(text);
    }

    /// <summary>
    /// The number of a field. A function asks for the same names in the same order, record after record: each time what was found for the
    /// record before is right again, which one comparison of references shows.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such field.</exception>
    public int IndexOf(string name)
    {
        int ask = _asks++;
        return ask < AsksKept && ReferenceEquals(_asked[ask].Name, name) ? _asked[ask].Field : Find(name, ask);
    }

    public bool Has(int field) => Fields[field].Kind > FieldKind.Null;

    public JsonValueKind Kind(int field) => Fields[field].Kind switch
    {
        FieldKind.Missing => JsonValueKind.Undefined,
        FieldKind.Null => JsonValueKind.Null,
        FieldKind.Number => JsonValueKind.Number,
        FieldKind.True => JsonValueKind.True,
        FieldKind.False => JsonValueKind.False,
        FieldKind.Nested => Digits(field)[0] == '{' ? JsonValueKind.Object : JsonValueKind.Array,
        _ => JsonValueKind.String,
    };

    public Utf8Slice Json(int field)
    {
        if (Fields[field].Kind <= FieldKind.Null)
        {
            RefuseEmpty(field);
            return default;
        }

        return Json(_record, Fields[field]);
    }

    public Utf8Slice Text(int field)
    {
        Field found = Fields[field];
        switch (found.Kind)
        {
            case FieldKind.Missing or FieldKind.Null:
                RefuseEmpty(field);
                return default;
            case FieldKind.Escaped:
                return Unescape(field, TextOf(field));
            default:
                return TextOf(field);
        }
    }

    public long Int64(int field) =>
        Utf8Slice.TryParse(Digits(field), out long value) ? value : Refuse<long>(field, "a whole number of 64 bits");

    public double Double(int field) =>
        Utf8Slice.TryParse(Digits(field), out double value) ? value : Refuse<double>(field, "a number");

    public bool Boolean(int field) => Fields[field].Kind switch
    {
        FieldKind.True => true,
        FieldKind.False => false,
        FieldKind.Text when Digits(field).SequenceEqual("true"u8) => true,
        FieldKind.Text when Digits(field).SequenceEqual("false"u8) => false,
        _ => Refuse<bool>(field, "true or false"),
    };

    /// <summary>The record cannot be taken; the first reason counts.</summary>
    public void Refuse(string problem) => Problem ??= problem;

    protected abstract void Parse(ReadOnlySpan<byte> record);

    /// <summary>A field that is there as JSON.</summary>
    protected abstract Utf8Slice Json(Utf8Slice record, Field field);

    /// <summary>Writes what an escaped text means and returns its length; -1 when it means nothing.</summary>
    protected abstract int Unescape(ReadOnlySpan<byte> escaped, Span<byte> text);

    private int Find(string name, int ask)
    {
        ArgumentNullException.ThrowIfNull(name);
        for (int field = 0; field < names.Count; field++)
        {
            if (names[field] == name)
            {
                if (ask < AsksKept)
                {
                    _asked[ask] = (name, field);
                }

                return field;
            }
        }

        throw new ArgumentException($"No field '{name}' was asked for; there are {string.Join(", ", names)}.", nameof(name));
    }

    private Utf8Slice TextOf(int field) => _record.Substring(Fields[field].Start, Fields[field].Length);

    private ReadOnlySpan<byte> Digits(int field) => _record.Bytes.Slice(Fields[field].Start, Fields[field].Length);

    private Utf8Slice Unescape(int field, Utf8Slice escaped)
    {
        if (_scratch.Length < escaped.Length)
        {
            _scratch = new byte[Math.Max(escaped.Length, 2 * _scratch.Length)];
        }

        int length = Unescape(escaped.Bytes, _scratch);
        return length >= 0 ? Store(_scratch.AsSpan(0, length)) : Refuse<Utf8Slice>(field, "text with escapes that mean something");
    }

    private T? Refuse<T>(int field, string expected)
    {
        Field found = Fields[field];
        if (found.Kind <= FieldKind.Null)
        {
            RefuseEmpty(field);
        }
        else if (Problem is null)
        {
            Problem = $"Field {names[field]} is {PlainText.Of(Digits(field), 64)}, expected {expected}.";
        }

        return default;
    }

    private void RefuseEmpty(int field) =>
        Problem ??= Fields[field].Kind == FieldKind.Missing ? $"Field {names[field]} is missing." : $"Field {names[field]} is empty.";
}

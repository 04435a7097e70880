namespace HotStream.Cli;

/// <summary>
/// What a column of a type takes of a field: one conversion, exact or none, by which a record is both checked and written.
/// </summary>
/// <param name="expected">What a field must be, as messages say it: <c>true or false</c>.</param>
internal abstract class ColumnType(string expected)
{
    /// <summary>What a field must be.</summary>
    public string Expected => expected;

    /// <summary>Whether the field's JSON is what the column holds, not its text.</summary>
    public bool IsJson { get; init; }

    /// <summary>Whether a field's text can be put into the column without a change.</summary>
    public abstract bool Takes(Utf8Slice text);

    /// <summary>Fills a column with a field.</summary>
    public abstract void AddTo(PostgresColumns<MessageRow> columns, string name, int field);
}

/// <inheritdoc/>
internal sealed class ColumnType<TValue>(string expected, Conversion<TValue> convert) : ColumnType(expected)
    where TValue : struct
{
    public override bool Takes(Utf8Slice text) => convert(text, out _);

    public override void AddTo(PostgresColumns<MessageRow> columns, string name, int field) => columns.Add(name, row => Of(row.Get(field)));

    private TValue? Of(Utf8Slice? text) => text is not { } some ? null
        : convert(some, out TValue value) ? value
        : throw new InvalidDataException($"This is not {Expected}."); // the record was checked; it never goes on as NULL
}

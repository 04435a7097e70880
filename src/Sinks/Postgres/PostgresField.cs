namespace HotStream.Sinks;

/// <summary>Writes one field of a record.</summary>
internal abstract class PostgresField<T>(string name)
{
    public string Name => name;

    /// <summary>Writes the field, or says why the column cannot hold the value.</summary>
    public abstract string? Encode(in T record, CopyRows rows);

    /// <summary>The value of a record; what its function threw, as a text, when it cannot be read.</summary>
    public abstract object ValueOf(in T record);
}

/// <inheritdoc/>
internal sealed class PostgresField<T, TValue>(string name, Func<T, TValue> value, PgEncoder<TValue> encoder) : PostgresField<T>(name)
{
    public override string? Encode(in T record, CopyRows rows) => encoder.Encode(value(record), rows);

    public override object ValueOf(in T record) => LetterText.ValueOf(value, in record);
}

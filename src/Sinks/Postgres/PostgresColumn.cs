namespace HotStream.Sinks;

/// <summary>A column and where its values come from.</summary>
internal abstract class PostgresColumn<T>(string name)
{
    public string Name => name;

    public abstract Type ValueType { get; }

    /// <summary>What writes the field of a record, or null when the column's type cannot take such values.</summary>
    public abstract PostgresField<T>? Bind(PgType type);
}

/// <inheritdoc/>
internal sealed class PostgresColumn<T, TValue>(string name, Func<T, TValue> value) : PostgresColumn<T>(name)
{
    public override Type ValueType => typeof(TValue);

    public override PostgresField<T>? Bind(PgType type) => PgEncoders.For<TValue>(type) is { } encoder ? new PostgresField<T, TValue>(Name, value, encoder) : null;
}

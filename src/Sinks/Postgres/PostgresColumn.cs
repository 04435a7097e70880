namespace HotStream.Sinks;

/// <summary>A column and where its values come from.</summary>
internal abstract class PostgresColumn<T>(string name)
{
    public string Name => name;

    public abstract Type ValueType { get; }

    /// <summary>A hash of the record's value, equal for equal values.</summary>
    public abstract int HashOf(T record);

    /// <summary>What writes the field of a record, or null when the column's type cannot take such values.</summary>
    public abstract PostgresField<T>? Bind(PgType type);
}

/// <inheritdoc/>
internal sealed class PostgresColumn<T, TValue>(string name, Func<T, TValue> value) : PostgresColumn<T>(name)
{
    public override Type ValueType => typeof(TValue);

    public override int HashOf(T record)
    {
        TValue key = value(record);
        var hash = default(HashCode);
        switch (key)
        {
            case byte[] bytes:
                hash.AddBytes(bytes);
                return hash.ToHashCode();
            case ReadOnlyMemory<byte> bytes:
                hash.AddBytes(bytes.Span);
                return hash.ToHashCode();
            default:
                return key is null ? 0 : EqualityComparer<TValue>.Default.GetHashCode(key);
        }
    }

    public override PostgresField<T>? Bind(PgType type) =>
        PgEncoders.For<TValue>(type) is { } encoder ? new PostgresField<T, TValue>(Name, value, encoder) : null;
}

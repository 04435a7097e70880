namespace HotStream.Sinks;

/// <summary>A nullable value: missing is NULL.</summary>
internal sealed class PgNullableEncoder<TValue>(PgEncoder<TValue> inner) : PgEncoder<TValue?>
    where TValue : struct
{
    public override string? Encode(TValue? value, CopyRows rows)
    {
        if (value is { } some)
        {
            return inner.Encode(some, rows);
        }

        rows.WriteNull();
        return null;
    }
}

/// <summary>The value of an outer join: missing is NULL.</summary>
internal sealed class PgOptionalEncoder<TValue>(PgEncoder<TValue> inner) : PgEncoder<Optional<TValue>>
{
    public override string? Encode(Optional<TValue> value, CopyRows rows)
    {
        if (value.HasValue)
        {
            return inner.Encode(value.Value, rows);
        }

        rows.WriteNull();
        return null;
    }
}

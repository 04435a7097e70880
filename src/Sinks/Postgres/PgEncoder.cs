namespace HotStream.Sinks;

/// <summary>Writes one value as one field, in the binary form of its column's type.</summary>
internal abstract class PgEncoder<TValue>
{
    /// <summary>Writes the field, or says why the column cannot hold the value.</summary>
    public abstract string? Encode(TValue value, CopyRows rows);
}

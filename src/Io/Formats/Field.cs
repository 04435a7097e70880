namespace HotStream.Io;

/// <summary>
/// A field of the record that was parsed last: what it is and where it stands in the record. Strings are noted without their quotes.
/// </summary>
internal struct Field
{
    public FieldKind Kind;
    public int Start;
    public int Length;
}

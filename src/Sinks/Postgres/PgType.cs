namespace HotStream.Sinks;

/// <summary>
/// The type of a column: the object id that decides its binary form (of a domain, that of its base type) and the name the server prints.
/// </summary>
internal readonly record struct PgType(uint Id, string Name, bool HasTextForm)
{
    public const uint Bool = 16;
    public const uint Bytea = 17;
    public const uint NameText = 19;
    public const uint Int8 = 20;
    public const uint Int2 = 21;
    public const uint Int4 = 23;
    public const uint Text = 25;
    public const uint Json = 114;
    public const uint Float4 = 700;
    public const uint Float8 = 701;
    public const uint Char = 1042;
    public const uint Varchar = 1043;
    public const uint Date = 1082;
    public const uint Time = 1083;
    public const uint Timestamp = 1114;
    public const uint TimestampTz = 1184;
    public const uint Interval = 1186;
    public const uint Numeric = 1700;
    public const uint Uuid = 2950;
    public const uint Jsonb = 3802;

    /// <summary>Whether its binary form is its text; of enums and citext the server's catalog says so.</summary>
    public bool IsText => Id is Text or Varchar or Char or NameText || HasTextForm;
}

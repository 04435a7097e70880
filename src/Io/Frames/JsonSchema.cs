namespace HotStream.Io;

/// <summary>What was found out about files of JSON.</summary>
/// <param name="Schema">The schema of all rows that are objects.</param>
/// <param name="HasCorrupt">Whether there are others.</param>
internal sealed record JsonSchema(Schema Schema, bool HasCorrupt)
{
    /// <summary>The columns of a frame: where rows that cannot be read are kept, there is one for them.</summary>
    public Schema Under(RowRules rules) =>
        HasCorrupt && rules.Mode == ParseMode.Permissive ? Schema.Add(rules.CorruptColumn, DataType.String) : Schema;
}

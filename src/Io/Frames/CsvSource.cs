namespace HotStream.Io;

/// <summary>
/// Records of separated values, a line each. What has not its column's type is null, and its record is refused as the mode says.
/// </summary>
internal sealed class CsvSource(SourceFiles files, Schema fields, CsvFormat format, RowRules rules, bool hasCorrupt)
    : FileSource(files)
{
    /// <summary>The column behind the fields that says whether all values of a record have their types.</summary>
    public const string IsGood = "(has its types)";

    public override Schema Schema { get; } = new([.. fields, new StructField(IsGood, DataType.Boolean),
        .. !hasCorrupt ? [] : (StructField[])[new StructField(rules.CorruptColumn, DataType.String)]]);

    public override string ToString() => $"csv {base.ToString()}";

    protected override LineTaker Taker(FilePart part, IReadOnlyList<int> projection, ColumnSink sink) =>
        new CsvRows(part, projection, fields, format, rules, sink);
}

namespace HotStream;

/// <summary>Where a ClickHouse is and how rows are inserted. Values out of range are refused by the sink's constructor.</summary>
public sealed class ClickHouseOptions : HttpSinkOptions
{
    /// <summary>Options with the defaults of ClickHouse, which wants few and large inserts.</summary>
    public ClickHouseOptions() => RequestBytes = 4 << 20;

    /// <summary>The server's HTTP address, <c>http://127.0.0.1:8123</c> for example.</summary>
    public Uri? Address { get; init; }

    /// <summary>The table, <c>events</c> or <c>plant.events</c>; it must be there. Each part is quoted.</summary>
    public string Table { get; init; } = "";

    /// <summary>
    /// Whether each insert says which data it is (<c>insert_deduplication_token</c>, since ClickHouse 22.2): query, batch number,
    /// partition, records and a sum of them. Replicated tables, and others with <c>non_replicated_deduplication_window</c>, then store it
    /// once, as long as they remember it. Default false. See <see cref="ClickHouseSink{T}"/>.
    /// </summary>
    public bool Deduplicate { get; init; }

    /// <summary>
    /// Settings of every insert, <c>input_format_skip_unknown_fields</c> for example, with their values. Default none.
    /// </summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>Most rows in an insert. Default 50,000.</summary>
    public int RequestRows { get; init; } = 50_000;

    /// <inheritdoc/>
    public override string ToString() => $"{Place(Address, UriPartial.Authority)}, table {PlainText.Of(Table)}, "
        + $"tokens {(Deduplicate ? "on" : "off")}, settings ({PlainText.Of(string.Join(", ", Settings.Keys))}), "
        + $"{RequestRows} rows a request, {base.ToString()}";
}

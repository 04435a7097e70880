using Npgsql;

namespace HotStream.Cli;

/// <summary>
/// Rows of a table. A table that exists says by the names of its columns what goes into them: the field of that name, <c>topic</c> the
/// message's topic, <c>payload</c> the whole payload. One that does not is made: topic and payload, or the results of windows.
/// </summary>
internal sealed record PostgresDestination(string ConnectionString, string Server, string Table, string? Key, bool KeepFirst) : Destination
{
    private List<TargetColumn> _columns = [];

    public override string Name => $"postgres {Server} {Table}";

    public override bool UsesTls => true; // if the server offers it; with an authority, always

    /// <summary>How TLS was asked for; null for the driver's way, which is TLS if the server offers it.</summary>
    public SslMode? Tls { get; init; }

    /// <exception cref="FormatException">There is no database or table in it.</exception>
    public static PostgresDestination Open(AddressReader reader)
    {
        string? table = reader.Take("table");
        if (reader.Address.Path.Length == 0 || table is null)
        {
            throw reader.Problem("names no database and table");
        }

        string? key = reader.Take("key");
        string? conflict = reader.Take("conflict");
        if (conflict is not (null or "ignore" or "update"))
        {
            throw reader.Problem("asks for something unknown: conflict=update and conflict=ignore can be");
        }

        (NpgsqlConnectionStringBuilder settings, SslMode? tls) = reader.TakePostgres();
        string server = $"{reader.Address.Server(settings.Port)}/{reader.Address.Path}";
        return new PostgresDestination(settings.ConnectionString, server, table, key, conflict == "ignore")
        {
            Tls = tls,
        };
    }

    public override void Check(StoreOptions options)
    {
        CheckId(options);
        CheckDocumentType(options);
        if (options.Id is not null && Key is not null && options.Id != Key)
        {
            throw new UsageException($"--id {options.Id} and key={Key} say different things; leave one out.");
        }

        if (options.Authorities is not null && Tls is not (null or SslMode.VerifyCA or SslMode.VerifyFull))
        {
            throw new UsageException("--ca is for checking the server: write sslmode=verify-full (or verify-ca), or leave sslmode out.");
        }
    }

    public override async Task PrepareAsync(StoreOptions options, CancellationToken stop)
    {
        NpgsqlDataSource source = Source(options);
        await using (source.ConfigureAwait(false))
        {
            await PrepareAsync(source, CreateTable(options), options, stop).ConfigureAwait(false);
            _columns = await TargetColumn.ReadAsync(source, Table, options.Format, stop).ConfigureAwait(false);
        }

        if (options.Window is null && options.Format == PayloadFormat.Text && !_columns.TrueForAll(column => column.IsMessage))
        {
            throw new IOException(
                $"Table {PlainText.Of(Table)} has columns for fields, and text has no fields; say --json or --single-quoted, or give a "
                + "table with the columns topic and payload.");
        }
    }

    /// <summary>Makes the table of dead letters.</summary>
    public async Task PrepareLettersAsync(StoreOptions options, CancellationToken stop)
    {
        NpgsqlDataSource source = Source(options);
        await using (source.ConfigureAwait(false))
        {
            await PrepareAsync(source, $"CREATE TABLE IF NOT EXISTS {Table} (time timestamptz, source text, position text, reason text, "
                + "length bigint, record bytea)", options, stop).ConfigureAwait(false);
        }
    }

    /// <summary>A sink for dead letters.</summary>
    public Sink<DeadLetter> Letters(StoreOptions options) => new PostgresSink<DeadLetter>(Options(options, []), columns => columns
        .Add("time", letter => letter.Time)
        .Add("source", letter => PlainText.Of(letter.Source, int.MaxValue))
        .Add("position", letter => PlainText.Of(letter.Position, int.MaxValue))
        .Add("reason", letter => PlainText.Of(letter.Reason, int.MaxValue))
        .Add("length", letter => letter.Length)
        .Add("record", letter => letter.Record));

    public override void Save(DStream<MqttMessage> messages, StoreOptions options)
    {
        List<TargetColumn> fields = _columns.FindAll(column => !column.IsMessage);
        DStream<MessageRow> rows = fields.Count == 0
            ? messages.Map(static message => new MessageRow(message))
            : messages.ParseJson(fields.ConvertAll(column => column.Name), (message, row) => MessageRow.Read(message, row, fields));
        string? key = Key ?? options.Id;
        rows.SaveToPostgres(Options(options, key is null ? [] : [key]), columns =>
        {
            foreach (TargetColumn column in _columns)
            {
                column.AddTo(columns, fields.IndexOf(column));
            }
        });
    }

    public override void Save(DStream<WindowResult> results, StoreOptions options)
    {
        WindowQuestion question = options.Window!;
        results.SaveToPostgres(Options(options, ["window_end", question.Key]), columns =>
        {
            columns.Add("window_end", result => result.End).Add(question.Key, result => result.Key).Add("count", result => result.Count);
            if (question.Sum is not null)
            {
                columns.Add("sum_" + question.Sum, result => result.Sum);
            }
        });
    }

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private async Task PrepareAsync(NpgsqlDataSource source, string statement, StoreOptions options, CancellationToken stop)
    {
        try
        {
            await ServerWait.ForAsync(
                Name,
                async cancel =>
                {
                    using NpgsqlCommand find = source.CreateCommand("SELECT to_regclass($1) IS NOT NULL");
                    find.Parameters.AddWithValue(Table);
                    if (await find.ExecuteScalarAsync(cancel).ConfigureAwait(false) is not true)
                    {
                        using NpgsqlCommand create = source.CreateCommand(statement); // needs rights that writing does not
                        await create.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
                    }
                },
                static failure => failure is NpgsqlException { IsTransient: true },
                options.RetryFor,
                stop).ConfigureAwait(false);
        }
        catch (NpgsqlException failure)
        {
            throw new IOException($"Cannot prepare table {PlainText.Of(Table)} at {Server}: {Causes.Of(failure)}.", failure);
        }
    }

    private string CreateTable(StoreOptions options) => $"CREATE TABLE IF NOT EXISTS {Table} (" + (options.Window is { } window
        ? $"window_end timestamptz, {Quote(window.Key)} text, count "
        + $"bigint{(window.Sum is null ? "" : $", {Quote("sum_" + window.Sum)} double precision")}, PRIMARY KEY "
        + $"(window_end, {Quote(window.Key)}))"
        : $"received timestamptz DEFAULT now(), topic text, payload {(options.Format == PayloadFormat.Text ? "text" : "jsonb")})");

    private string Connection(StoreOptions options)
    {
        var settings = new NpgsqlConnectionStringBuilder(ConnectionString);
        if (options.Authorities is not null)
        {
            settings.SslMode = Tls ?? SslMode.VerifyFull;
            settings.RootCertificate = options.Authorities.Path;
        }

        return settings.ConnectionString;
    }

    private NpgsqlDataSource Source(StoreOptions options) => NpgsqlDataSource.Create(Connection(options));

    private PostgresOptions Options(StoreOptions options, IReadOnlyList<string> key) => new()
    {
        ConnectionString = Connection(options),
        Table = Table,
        Key = key,
        OnConflict = KeepFirst ? PostgresConflict.Ignore : PostgresConflict.Update,
        RetryFor = options.RetryFor,
    };
}

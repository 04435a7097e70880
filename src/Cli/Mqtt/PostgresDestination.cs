using Npgsql;

namespace HotStream.Cli;

/// <summary>
/// Rows of a table. A table that exists says by the names of its columns what goes into them: the field of that name, <c>topic</c> the message's topic, <c>payload</c> the
/// whole payload. One that does not is made: topic and payload, or the results of windows.
/// </summary>
internal sealed record PostgresDestination(string ConnectionString, string Server, string Table, string? Key, bool KeepFirst) : Destination
{
    private List<TargetColumn> _columns = [];

    public override string Name => $"postgres {Server} {Table}";

    /// <exception cref="FormatException">There is no database or table in it.</exception>
    public static PostgresDestination Parse(Uri uri)
    {
        string database = Uri.UnescapeDataString(uri.AbsolutePath.Trim('/'));
        var parameters = new Dictionary<string, string>();
        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            parameters[parts[0]] = Uri.UnescapeDataString(parts[^1]);
        }

        if (database.Length == 0 || !parameters.Remove("table", out string? table))
        {
            throw new FormatException($"'{uri}' names no database and table; write postgres://USER@HOST:5432/DATABASE?table=NAME.");
        }

        parameters.Remove("key", out string? key);
        bool keepFirst = parameters.Remove("conflict", out string? conflict) && conflict == "ignore";
        if (parameters.Count > 0 || conflict is not (null or "ignore" or "update"))
        {
            throw new FormatException($"'{uri}' asks for something unknown; behind the question mark may stand table=NAME, key=COLUMN and conflict=update or conflict=ignore.");
        }

        (string? user, string? password) = Login(uri);
        var settings = new NpgsqlConnectionStringBuilder
        {
            Host = uri.Host,
            Port = uri.Port < 0 ? NpgsqlConnection.DefaultPort : uri.Port,
            Database = database,
            Username = user,
            Password = password,
        };
        return new PostgresDestination(settings.ConnectionString, $"{uri.Host}:{settings.Port}/{database}", table, key, keepFirst);
    }

    public override async Task PrepareAsync(MqttRunOptions options, CancellationToken stop)
    {
        NpgsqlDataSource source = NpgsqlDataSource.Create(ConnectionString);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                using NpgsqlCommand create = source.CreateCommand(CreateTable(options));
                await create.ExecuteNonQueryAsync(stop).ConfigureAwait(false);
                _columns = await TargetColumn.ReadAsync(source, Table, stop).ConfigureAwait(false);
            }
            catch (NpgsqlException failure)
            {
                throw new IOException($"Cannot prepare table {Table} at {Server}: {failure.Message}", failure);
            }
        }

        if (options.Window is null && options.Format == PayloadFormat.Text && !_columns.TrueForAll(column => column.IsMessage))
        {
            throw new IOException($"Table {Table} has columns for fields, and text has no fields; say --json or --single-quoted, or give a table with the columns topic and payload.");
        }
    }

    public override void Save(DStream<MqttMessage> messages, MqttRunOptions options)
    {
        var fields = new List<TargetColumn>();
        foreach (TargetColumn column in _columns)
        {
            if (!column.IsMessage)
            {
                fields.Add(column);
            }
        }

        DStream<MessageRow> rows = fields.Count == 0
            ? messages.Map(static message => new MessageRow(message))
            : messages.ParseJson(fields.ConvertAll(column => column.Name), (message, row) => MessageRow.Read(message, row, fields));
        rows.SaveToPostgres(Options(Key is null ? [] : [Key]), columns =>
        {
            foreach (TargetColumn column in _columns)
            {
                column.AddTo(columns, fields.IndexOf(column));
            }
        });
    }

    public override void Save(DStream<WindowResult> results, WindowQuestion question) => results.SaveToPostgres(Options(["window_end", question.Key]), columns =>
    {
        columns.Add("window_end", result => result.End).Add(question.Key, result => result.Key).Add("count", result => result.Count);
        if (question.Sum is not null)
        {
            columns.Add("sum_" + question.Sum, result => result.Sum);
        }
    });

    private static string Quote(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private string CreateTable(MqttRunOptions options) => $"CREATE TABLE IF NOT EXISTS {Table} (" + (options.Window is { } window
        ? $"window_end timestamptz, {Quote(window.Key)} text, count bigint{(window.Sum is null ? "" : $", {Quote("sum_" + window.Sum)} double precision")}, PRIMARY KEY (window_end, {Quote(window.Key)}))"
        : $"received timestamptz DEFAULT now(), topic text, payload {(options.Format == PayloadFormat.Text ? "text" : "jsonb")})");

    private PostgresOptions Options(IReadOnlyList<string> key) => new()
    {
        ConnectionString = ConnectionString,
        Table = Table,
        Key = key,
        OnConflict = KeepFirst ? PostgresConflict.Ignore : PostgresConflict.Update,
    };
}

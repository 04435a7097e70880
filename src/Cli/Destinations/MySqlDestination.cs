using System.Data.Common;
using MySqlConnector;

namespace HotStream.Cli;

/// <summary>
/// Rows of a table of MySQL or MariaDB: <c>topic</c> and <c>payload</c>, or the results of windows. One that does not exist is made.
/// </summary>
internal sealed record MySqlDestination(MySqlConnectionStringBuilder Connection, string Table) : Destination
{
    public override string Name => $"mysql {Connection.Server}:{Connection.Port}/{Connection.Database} {Table}";

    public override bool UsesTls => true; // if the server offers it; with an authority, always

    public static MySqlDestination Open(AddressReader reader)
    {
        ServerAddress address = reader.Address;
        return new MySqlDestination(new MySqlConnectionStringBuilder
        {
            Server = address.Host,
            Port = (uint)(address.Port ?? 3306),
            Database = reader.Path("database"),
            UserID = address.User ?? "",
            Password = address.Password ?? "",
        }, reader.Need("table"));
    }

    public override async Task PrepareAsync(StoreOptions options, CancellationToken stop)
    {
        MySqlDataSource source = Source(options);
        await using (source.ConfigureAwait(false))
        {
            try
            {
                await ServerWait.ForAsync(
                    Name,
                    async cancel =>
                    {
                        using DbCommand create = source.CreateCommand(CreateTable(options));
                        await create.ExecuteNonQueryAsync(cancel).ConfigureAwait(false);
                    },
                    static failure => failure is MySqlException { IsTransient: true },
                    options.RetryFor,
                    stop).ConfigureAwait(false);
            }
            catch (MySqlException failure)
            {
                throw new IOException($"Cannot prepare table {PlainText.Of(Table)} at {Name}: {Causes.Of(failure)}.", failure);
            }
        }
    }

    public override void Save(DStream<MqttMessage> messages, StoreOptions options) => messages.SaveToMySql(
        Source(options), new MySqlOptions { Table = Table, RetryFor = options.RetryFor }, static columns => columns
            .Add("topic", message => message.Topic)
            .Add("payload", message => message.Payload));

    public override void Save(DStream<WindowResult> results, StoreOptions options)
    {
        WindowQuestion question = options.Window!;
        results.SaveToMySql(
            Source(options), new MySqlOptions { Table = Table, Key = ["window_end", question.Key], RetryFor = options.RetryFor }, columns =>
            {
                columns.Add("window_end", result => result.End.UtcDateTime).Add(question.Key, result => result.Key)
                    .Add("count", result => result.Count);
                if (question.Sum is not null)
                {
                    columns.Add("sum_" + question.Sum, result => result.Sum);
                }
            });
    }

    private static string Quote(string name) => $"`{name.Replace("`", "``", StringComparison.Ordinal)}`";

    private string CreateTable(StoreOptions options) =>
        $"CREATE TABLE IF NOT EXISTS {string.Join('.', Table.Split('.').Select(Quote))} (" + (options.Window is { } window
        ? $"window_end DATETIME(3) NOT NULL, {Quote(window.Key)} VARCHAR(255) NOT NULL, `count` BIGINT"
        + $"{(window.Sum is null ? "" : $", {Quote("sum_" + window.Sum)} DOUBLE")}, PRIMARY KEY (window_end, {Quote(window.Key)}))"
        : "received TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6), topic TEXT, "
        + $"payload {(options.Format == PayloadFormat.Text ? "LONGTEXT" : "JSON")})") + " CHARACTER SET utf8mb4";

    private MySqlDataSource Source(StoreOptions options)
    {
        var settings = new MySqlConnectionStringBuilder(Connection.ConnectionString);
        if (options.Authorities is not null)
        {
            settings.SslMode = MySqlSslMode.VerifyFull;
            settings.SslCa = options.Authorities.Path;
        }

        return new MySqlDataSource(settings.ConnectionString);
    }
}

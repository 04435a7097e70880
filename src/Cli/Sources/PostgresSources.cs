using Npgsql;

namespace HotStream.Cli;

/// <summary>
/// <c>postgres://USER@HOST/DATABASE?channel=NAME</c>: notifications; <c>?slot=NAME&amp;publication=NAME</c>: the rows that tables of a
/// publication get, as JSON, under the table's name. Rows that were deleted are left out.
/// </summary>
internal static class PostgresSources
{
    public static MessageSource Open(AddressReader reader)
    {
        reader.Path("database");
        (NpgsqlConnectionStringBuilder settings, SslMode? tls) = reader.TakePostgres();
        var server = new HostPort(settings.Host!, settings.Port);
        string? slot = reader.Take("slot");
        string what = slot is null ? reader.Need("channel") : reader.Need("publication");
        return new ServerSource($"postgres {server}/{settings.Database} {what}", server, (context, options) =>
        {
            if (options.Authorities is { } authorities)
            {
                settings.SslMode = tls ?? SslMode.VerifyFull;
                settings.RootCertificate = authorities.Path;
            }

            return slot is null
                ? context.PostgresNotificationStream(settings.ConnectionString, what).Map(static text => new MqttMessage(default, text))
                : context.PostgresChangeStream(settings.ConnectionString, slot, what, new PostgresChangeOptions { CreateSlot = true })
                    .Filter(static change => change.Row.Length > 0)
                    .Map(static change => new MqttMessage(change.Table, change.Row));
        })
        {
            IsTls = true,
            Topics = slot is not null,
        };
    }
}

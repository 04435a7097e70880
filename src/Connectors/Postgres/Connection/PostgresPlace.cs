using System.Data.Common;
using System.Net.Sockets;
using Npgsql;

namespace HotStream.Postgres;

/// <summary>A database, and how to reach it. Secrets are in no text of it.</summary>
internal sealed class PostgresPlace
{
    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgresPlace(NpgsqlConnectionStringBuilder settings) => _settings = settings;

    public override string ToString() => $"postgres {PlainText.Of(_settings.Host ?? "")}:{_settings.Port}/{PlainText.Of(Database)}";

    private string Database => _settings.Database ?? _settings.Username ?? "";

    /// <exception cref="ArgumentException">It is no connection string.</exception>
    public static PostgresPlace Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or KeyNotFoundException)
        {
            throw new ArgumentException(
                "It is no connection string of Npgsql: write Host=HOST;Database=DATABASE;Username=USER;Password=SECRET.",
                nameof(connectionString));
        }

        return string.IsNullOrEmpty(settings.Host)
            ? throw new ArgumentException("The connection string names no host: write Host=HOST;Database=DATABASE.",
                nameof(connectionString))
            : new PostgresPlace(settings);
    }

    /// <summary>The connection string, for one connection that is not shared.</summary>
    /// <param name="keepAlive">How often an idle server is asked; zero for never.</param>
    public string ToConnectionString(TimeSpan keepAlive = default) => new NpgsqlConnectionStringBuilder(_settings.ConnectionString)
    {
        Pooling = false,
        Multiplexing = false,
        KeepAlive = (int)keepAlive.TotalSeconds,
        Enlist = false,
    }.ConnectionString;

    /// <summary>Whether a failure is one of the server, or of the way to it.</summary>
    public static bool IsOfTheServer(Exception failure) => failure is DbException or IOException or TimeoutException or SocketException
        or ObjectDisposedException or InvalidOperationException { Source: "Npgsql" } or OperationCanceledException;

    /// <summary>What a failure means, as an exception of ours.</summary>
    public static PostgresSourceException Explain(string what, Exception failure)
    {
        string why = failure switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } =>
                "the server does not know this user and password, or does not let it in from here; correct the connection string",
            PostgresException refused => $"{PlainText.Of(refused.MessageText, 300)} (SQLSTATE {refused.SqlState})",
            TimeoutException or OperationCanceledException => "it did not answer in time",
            _ => PlainText.Of(failure.GetBaseException().Message, 300),
        };
        return new PostgresSourceException($"{what}: {why.TrimEnd('.')}.", failure);
    }
}

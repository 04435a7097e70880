using System.Net.Security;
using StackExchange.Redis;

namespace HotStream.Redis;

/// <summary>A connection to a server. Nothing waits in it for a server that is away: what is asked then fails at once.</summary>
internal sealed class RedisLink : IDisposable
{
    private readonly ConnectionMultiplexer _connection;

    private RedisLink(ConnectionMultiplexer connection, int database) =>
        (_connection, Database) = (connection, connection.GetDatabase(database));

    public IDatabase Database { get; }

    /// <exception cref="IOException">The server is away or does not want us.</exception>
    public static RedisLink Open(RedisAddress address, RedisConnectionOptions options, string name) =>
        OpenAsync(address, options, name).GetAwaiter().GetResult();

    /// <exception cref="IOException">The server is away or does not want us.</exception>
    public static async Task<RedisLink> OpenAsync(RedisAddress address, RedisConnectionOptions options, string name)
    {
        try
        {
            return new RedisLink(
                await ConnectionMultiplexer.ConnectAsync(ConfigurationOf(address, options, name)).ConfigureAwait(false), address.Database);
        }
        catch (Exception failure) when (IsOfTheServer(failure))
        {
            throw Explain($"{address} cannot be reached", failure);
        }
    }

    /// <summary>Whether a failure is one of the server, or of the way to it.</summary>
    public static bool IsOfTheServer(Exception failure) => failure is RedisException or TimeoutException or IOException
        or ObjectDisposedException or AggregateException { InnerException: RedisException };

    /// <summary>What a failure means, as an exception of ours.</summary>
    public static IOException Explain(string what, Exception failure)
    {
        string why = failure is RedisTimeoutException or TimeoutException ? "it did not answer in time"
            : failure is RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure }
                ? "the server does not know this user and password; correct UserName and Password"
            : PlainText.Of(failure.Message, 300);
        return new IOException($"{what}: {why.TrimEnd('.')}.", failure);
    }

    public void Dispose() => _connection.Dispose();

    private static ConfigurationOptions ConfigurationOf(RedisAddress address, RedisConnectionOptions options, string name)
    {
        int timeout = (int)options.Timeout.TotalMilliseconds;
        var configuration = new ConfigurationOptions
        {
            EndPoints = { { address.Host, address.Port } },
            User = options.UserName,
            Password = options.Password,
            ClientName = new string([.. name.Where(static c => c is > ' ' and <= '~')]),
            AbortOnConnectFail = true,
            BacklogPolicy = BacklogPolicy.FailFast,
            ConnectRetry = 1,
            ConnectTimeout = timeout,
            SyncTimeout = timeout,
            AsyncTimeout = timeout,
            Ssl = address.IsTls || options.Tls is not null,
            IncludeDetailInExceptions = false,
        };
        if (options.Tls is { } tls)
        {
            string host = tls.TargetHost ?? address.Host;
            configuration.SslHost = host;
            configuration.SslClientAuthenticationOptions = _ => Copy(tls, host);
        }

        return configuration;
    }

    private static SslClientAuthenticationOptions Copy(SslClientAuthenticationOptions tls, string host) => new()
    {
        TargetHost = host,
        ApplicationProtocols = tls.ApplicationProtocols,
        CertificateChainPolicy = tls.CertificateChainPolicy,
        CertificateRevocationCheckMode = tls.CertificateRevocationCheckMode,
        CipherSuitesPolicy = tls.CipherSuitesPolicy,
        ClientCertificateContext = tls.ClientCertificateContext,
        ClientCertificates = tls.ClientCertificates,
        EnabledSslProtocols = tls.EnabledSslProtocols,
        LocalCertificateSelectionCallback = tls.LocalCertificateSelectionCallback,
        RemoteCertificateValidationCallback = tls.RemoteCertificateValidationCallback,
    };
}

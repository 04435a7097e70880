using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace HotStream.RabbitMq;

/// <summary>A connection with one channel. It is never repaired: who uses it makes another. Closing is safe from any thread.</summary>
internal sealed class RabbitMqLink
{
    private const uint LargestBody = 512 * 1024 * 1024; // we look at the length ourselves
    private const int NotFound = 404;
    private const int AccessRefused = 403;
    private const int ResourceLocked = 405;

    private static readonly TimeSpan s_goodBye = TimeSpan.FromSeconds(2);

    private readonly IConnection _connection;
    private int _closed;

    private RabbitMqLink(IConnection connection, IChannel channel) => (_connection, Channel) = (connection, channel);

    public IChannel Channel { get; }

    /// <exception cref="RabbitMqException">The server is away or does not want us.</exception>
    public static async Task<RabbitMqLink> OpenAsync(RabbitMqAddress address, RabbitMqConnectionOptions options, string name, bool confirms,
        CancellationToken stop)
    {
        IConnection? connection = null;
        try
        {
            connection = await FactoryOf(address, options).CreateConnectionAsync(name, stop).ConfigureAwait(false);
            var channelOptions = new CreateChannelOptions(
                confirms, publisherConfirmationTrackingEnabled: false, consumerDispatchConcurrency: 1);
            IChannel channel = await connection.CreateChannelAsync(channelOptions, stop).ConfigureAwait(false);
            return new RabbitMqLink(connection, channel);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !stop.IsCancellationRequested)
        {
            await CloseAsync(connection).ConfigureAwait(false);
            throw Explain($"{address} cannot be reached", failure);
        }
    }

    /// <summary>What an answer of the server, or its absence, means, as an exception of ours.</summary>
    public static RabbitMqException Explain(string what, Exception failure)
    {
        for (Exception? cause = failure; cause is not null; cause = cause.InnerException)
        {
            if (cause is AuthenticationFailureException or PossibleAuthenticationFailureException)
            {
                return new RabbitMqException(
                    $"{what}: the server does not know this user and password; correct UserName and Password.", failure);
            }

            if (cause is OperationInterruptedException { ShutdownReason: { } reason })
            {
                return new RabbitMqException($"{what}: {Describe(reason)}", failure);
            }
        }

        string why = failure is OperationCanceledException ? "it did not answer in time" : PlainText.Of(Innermost(failure).Message);
        return new RabbitMqException($"{what}: {why.TrimEnd('.')}.", failure);
    }

    /// <summary>Why the server, or the network, ended a channel.</summary>
    public static string Describe(ShutdownEventArgs reason)
    {
        string advice = reason.ReplyCode switch
        {
            NotFound => " Declare it first, or correct its name.",
            AccessRefused => " Give this user the right, or use another one.",
            ResourceLocked => " Somebody else has it for himself alone.",
            _ => "",
        };
        string text = reason.Exception is { } failure ? Innermost(failure).Message : reason.ReplyText;
        return $"{PlainText.Of(text).TrimEnd('.')} (code {reason.ReplyCode}).{advice}";
    }

    /// <summary>Ends it, with what was sent before; waits a little for the server to hear it.</summary>
    public void Close() => CloseAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Close"/>
    public async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            await CloseAsync(_connection).ConfigureAwait(false);
        }
    }

    private static async Task CloseAsync(IConnection? connection)
    {
        if (connection is null)
        {
            return;
        }

        try
        {
            await connection.CloseAsync(200, "Goodbye", s_goodBye, abort: true, CancellationToken.None).ConfigureAwait(false);
            await connection.DisposeAsync().ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or RabbitMQClientException or OperationCanceledException
            or TimeoutException or ObjectDisposedException)
        {
            // nobody listens any more
        }
    }

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;

    private static ConnectionFactory FactoryOf(RabbitMqAddress address, RabbitMqConnectionOptions options)
    {
        var factory = new ConnectionFactory
        {
            HostName = address.Host,
            Port = address.Port,
            VirtualHost = address.VirtualHost,
            UserName = options.UserName,
            Password = options.Password,
            RequestedHeartbeat = options.Heartbeat,
            RequestedConnectionTimeout = options.ConnectTimeout,
            ContinuationTimeout = options.ConnectTimeout,
            HandshakeContinuationTimeout = options.ConnectTimeout,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            MaxInboundMessageBodySize = LargestBody,
        };
        if (address.IsTls || options.Tls is not null)
        {
            factory.Ssl = Secure(address.Host, options.Tls ?? new SslClientAuthenticationOptions());
        }

        return factory;
    }

    private static SslOption Secure(string host, SslClientAuthenticationOptions tls) => new()
    {
        Enabled = true,
        ServerName = tls.TargetHost ?? host,
        Certs = tls.ClientCertificates,
        ClientCertificateContext = tls.ClientCertificateContext,
        Version = tls.EnabledSslProtocols,
        CheckCertificateRevocation = tls.CertificateRevocationCheckMode != X509RevocationMode.NoCheck,
        CertificateSelectionCallback = tls.LocalCertificateSelectionCallback,
        CertificateValidationCallback = tls.RemoteCertificateValidationCallback
            ?? (tls.CertificateChainPolicy is { } policy ? (_, certificate, _, errors) => IsTrusted(policy, certificate, errors) : null),
    };

    /// <summary>The client has no place for a policy: the chain is built again by it.</summary>
    private static bool IsTrusted(X509ChainPolicy policy, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0)
        {
            return false;
        }

        using var chain = new X509Chain { ChainPolicy = policy.Clone() };
        return chain.Build(server);
    }
}

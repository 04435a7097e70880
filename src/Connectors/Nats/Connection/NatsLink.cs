using System.Net.Security;
using System.Security.Authentication;
using NATS.Client.Core;
using NATS.Client.JetStream;

namespace HotStream.Nats;

/// <summary>A connection. It is never repaired: who uses it makes another. Closing is safe from any thread.</summary>
internal sealed class NatsLink
{
    private static readonly TimeSpan s_goodBye = TimeSpan.FromSeconds(2);

    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _gone = new();
    private readonly TimeSpan _timeout;
    private readonly string _inboxPrefix;
    private int _closed;

    private NatsLink(NatsConnection connection, NatsConnectionOptions options)
    {
        (Connection, _timeout, _inboxPrefix) = (connection, options.Timeout, options.InboxPrefix);
        JetStream = new NatsJSContext(connection, new NatsJSOpts(connection.Opts));
        connection.ConnectionDisconnected += (_, _) =>
        {
            End("the connection broke");
            return default;
        };
        connection.ServerError += (_, error) =>
        {
            Errors?.Invoke(error.Error);
            return default;
        };
    }

    public NatsConnection Connection { get; }

    public NatsJSContext JetStream { get; }

    /// <summary>Says why the connection has ended, once it has.</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Cancelled when the connection has ended: the client would wait for another one.</summary>
    public CancellationToken Gone => _gone.Token;

    /// <summary>Hears what the server finds wrong: what we may not do, for example.</summary>
    public Action<string>? Errors { get; set; }

    /// <summary>Hears of the end.</summary>
    public Action? HasEnded { get; set; }

    /// <exception cref="NatsLinkException">The server is away or does not want us.</exception>
    public static async Task<NatsLink> OpenAsync(NatsAddress address, NatsConnectionOptions options, string name, CancellationToken stop)
    {
        int connects = 0;
        var connection = new NatsConnection(OptionsOf(address, options, name))
        {
            OnConnectingAsync = target => Volatile.Read(ref connects) == 0
                ? ValueTask.FromResult(target)
                : throw new NatsException("a connection of ours is not repaired"),
        };
        var link = new NatsLink(connection, options);
        try
        {
            await connection.ConnectAsync().AsTask().WaitAsync(stop).ConfigureAwait(false);
            Volatile.Write(ref connects, 1);
            return link;
        }
        catch (Exception failure)
        {
            await link.CloseAsync().ConfigureAwait(false);
            if (failure is OperationCanceledException && stop.IsCancellationRequested)
            {
                throw;
            }

            throw Explain($"{address} cannot be reached", failure);
        }
    }

    /// <summary>Whether a failure is one of the server, or of the way to it.</summary>
    public static bool IsOfTheServer(Exception failure) => failure is NatsException or IOException or TimeoutException
        or ObjectDisposedException or OperationCanceledException or System.Net.Sockets.SocketException or AuthenticationException;

    /// <summary>What an answer of the server, or its absence, means, as an exception of ours.</summary>
    public static NatsLinkException Explain(string what, Exception failure)
    {
        Exception cause = failure;
        for (Exception? each = failure; each is not null; each = each.InnerException)
        {
            cause = each is NatsServerException or NatsJSApiException or NatsNoRespondersException or AuthenticationException ? each
                : cause;
        }

        string why = cause switch
        {
            NatsServerException { IsAuthError: true } =>
                "the server does not know this user and password, token or credentials; correct them in the options",
            NatsNoRespondersException => "nobody answers there: is JetStream switched on for this server and account?",
            NatsJSApiException refused => $"{PlainText.Of(refused.Error.Description)} (code {refused.Error.ErrCode})",
            TimeoutException or OperationCanceledException or NatsNoReplyException => "it did not answer in time",
            AuthenticationException => $"TLS: {PlainText.Of(cause.Message, 300)}",
            _ => PlainText.Of(failure.GetBaseException().Message, 300),
        };
        return new NatsLinkException($"{what}: {why.TrimEnd('.')}.", failure);
    }

    /// <summary>A subject for answers, of this connection alone.</summary>
    public string NewInbox() => $"{_inboxPrefix}.hotstream.{Guid.NewGuid():N}";

    /// <summary>Returns when the server has had everything that was sent before.</summary>
    public Task FlushAsync() => Connection.PingAsync().AsTask().WaitAsync(_timeout);

    /// <summary>Sends; waits only while the client has no room.</summary>
    /// <param name="subject">Where to.</param>
    /// <param name="payload">What; null for nothing.</param>
    /// <param name="replyTo">Where answers go.</param>
    /// <exception cref="NatsLinkException">The connection has ended.</exception>
    public void Send(string subject, byte[]? payload = null, string? replyTo = null)
    {
        try
        {
            ValueTask sent = Connection.PublishAsync(
                subject, payload, replyTo: replyTo, serializer: NatsRawSerializer<byte[]>.Default, cancellationToken: Gone);
            if (!sent.IsCompletedSuccessfully)
            {
                sent.AsTask().GetAwaiter().GetResult();
            }
        }
        catch (Exception failure) when (Ended.IsCompleted && IsOfTheServer(failure))
        {
            throw new NatsLinkException($"{Ended.Result}.", failure);
        }
    }

    public void End(string why)
    {
        _ended.TrySetResult(why);
        _gone.Cancel();
        HasEnded?.Invoke();
    }

    /// <summary>Ends it.</summary>
    public void Close() => CloseAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Close"/>
    public async Task CloseAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        try
        {
            await Connection.DisposeAsync().AsTask().WaitAsync(s_goodBye).ConfigureAwait(false);
        }
        catch (Exception failure) when (IsOfTheServer(failure))
        {
            // nobody listens any more
        }
    }

    private static NatsOpts OptionsOf(NatsAddress address, NatsConnectionOptions options, string name) => new()
    {
        Url = address.Servers,
        Name = PlainText.Of(name),
        AuthOpts = new NatsAuthOpts
        {
            Username = options.UserName,
            Password = options.Password,
            Token = options.Token,
            CredsFile = options.CredentialsFile,
        },
        TlsOpts = new NatsTlsOpts
        {
            Mode = address.IsTls || options.Tls is not null ? TlsMode.Require : TlsMode.Auto,
            ConfigureClientAuthentication = options.Tls is not { } tls ? null : to =>
            {
                Copy(tls, to);
                return default;
            },
        },
        ConnectTimeout = options.Timeout,
        RequestTimeout = options.Timeout,
        CommandTimeout = options.Timeout,
        PingInterval = options.PingInterval,
        ReconnectWaitMin = TimeSpan.FromMinutes(1), // who uses the connection has left it by then
        ReconnectWaitMax = TimeSpan.FromMinutes(1),
    };

    private static void Copy(SslClientAuthenticationOptions tls, SslClientAuthenticationOptions to)
    {
        to.TargetHost = tls.TargetHost ?? to.TargetHost;
        to.CertificateChainPolicy = tls.CertificateChainPolicy;
        to.CertificateRevocationCheckMode = tls.CertificateRevocationCheckMode;
        to.CipherSuitesPolicy = tls.CipherSuitesPolicy;
        to.ClientCertificateContext = tls.ClientCertificateContext;
        to.ClientCertificates = tls.ClientCertificates ?? to.ClientCertificates;
        to.EnabledSslProtocols = tls.EnabledSslProtocols;
        to.LocalCertificateSelectionCallback = tls.LocalCertificateSelectionCallback;
        to.RemoteCertificateValidationCallback = tls.RemoteCertificateValidationCallback;
    }
}

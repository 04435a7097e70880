using System.Net.Security;
using Amazon.Runtime;

namespace HotStream.S3;

/// <summary>What sends the requests of a client: one pool of sockets, whose times are those of each request.</summary>
internal sealed class S3Sockets : HttpClientFactory
{
    private readonly HttpClient _client;

    public S3Sockets(SslClientAuthenticationOptions? tls, TimeSpan timeout)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = timeout,
            PooledConnectionLifetime = TimeSpan.FromMinutes(5), // addresses of servers change
        };
        if (tls is not null)
        {
            handler.SslOptions = tls;
        }

        _client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;
}

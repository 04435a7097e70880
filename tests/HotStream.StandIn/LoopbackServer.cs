using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace HotStream.StandIn;

/// <summary>A server of HTTP on loopback.</summary>
internal sealed class LoopbackServer : IDisposable
{
    private readonly WebApplication _app;

    /// <summary>Starts listening.</summary>
    /// <param name="serve">Answers requests.</param>
    /// <param name="port">0 for any that is free.</param>
    /// <param name="certificate">Makes it https.</param>
    /// <param name="sentAlong">Certificates sent with it.</param>
    public LoopbackServer(RequestDelegate serve, int port, X509Certificate2? certificate, X509Certificate2Collection? sentAlong)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.AllowSynchronousIO = false;
            kestrel.Listen(IPAddress.Loopback, port, listen =>
            {
                if (certificate is not null)
                {
                    listen.UseHttps(new Microsoft.AspNetCore.Server.Kestrel.Https.HttpsConnectionAdapterOptions
                    {
                        ServerCertificate = certificate,
                        ServerCertificateChain = sentAlong,
                    });
                }
            });
        });
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        _app = builder.Build();
        _app.Run(serve);
        _app.StartAsync().GetAwaiter().GetResult();
        Address = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    public void Dispose()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        try
        {
            _app.StopAsync(soon.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // connections that are open are cut
        }

        ((IDisposable)_app).Dispose();
    }
}

using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace HotStream.Http;

/// <summary>Kestrel with nothing around it: no configuration, no log of its own, no signal of the process taken.</summary>
internal sealed class HttpServer : IDisposable
{
    private readonly WebApplication _app;

    private HttpServer(WebApplication app)
    {
        _app = app;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <param name="port">0 for any that is free.</param>
    /// <param name="options">How.</param>
    /// <param name="serve">Answers requests, on threads of the pool.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<HttpServer> StartAsync(int port, HttpListenerOptions options, RequestDelegate serve, CancellationToken stop)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = null; // who sends too much is to read our answer: Kestrel would cut it off instead
            kestrel.Limits.MaxConcurrentConnections = options.ConnectionsMax;
            kestrel.Listen(options.Address, port, listen => Secure(listen, options));
        });
        if (options.Tls is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        WebApplication app = builder.Build();
        try
        {
            app.Run(serve);
            await app.StartAsync(stop).ConfigureAwait(false);
            return new HttpServer(app);
        }
        catch
        {
            ((IDisposable)app).Dispose();
            throw;
        }
    }

    /// <summary>Takes no more connections, and waits for requests that are under way.</summary>
    /// <param name="longest">How long; connections that are open then are cut.</param>
    public void Stop(TimeSpan longest)
    {
        using var soon = new CancellationTokenSource(longest);
        try
        {
            _app.StopAsync(soon.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            // they are cut
        }
    }

    public void Dispose() => ((IDisposable)_app).Dispose();

    private static void Secure(ListenOptions listen, HttpListenerOptions options)
    {
        if (options.Tls is { } tls)
        {
            listen.UseHttps(new TlsHandshakeCallbackOptions
            {
                OnConnection = hello => ValueTask.FromResult(ReceiverTls.Listener(tls, options.ClientCertificate)),
            });
        }
    }

    /// <summary>The process is the user's: its signals are not ours.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace HotStream.StandIn;

/// <summary>A web address that takes what is posted to it and keeps it, or fails as it is told.</summary>
public sealed class PostStandIn : IDisposable
{
    private readonly LoopbackServer _server;
    private int _requests;

    /// <summary>Starts listening.</summary>
    /// <param name="certificate">Makes it https.</param>
    /// <param name="sentAlong">Certificates sent with it.</param>
    public PostStandIn(X509Certificate2? certificate = null, X509Certificate2Collection? sentAlong = null)
    {
        _server = new LoopbackServer(ServeAsync, port: 0, certificate, sentAlong);
        Address = new Uri(_server.Address, "/in");
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    public Faults Faults { get; } = new();

    /// <summary>Requests that came, whatever became of them.</summary>
    public int Requests => Volatile.Read(ref _requests);

    /// <summary>The status for a body; 0 to take it.</summary>
    public Func<string, int>? StatusOf { get; set; }

    /// <summary>Value of the Authorization header that is asked for; null lets all in.</summary>
    public string? Authorization { get; set; }

    /// <summary>What was taken: content type, a header named X-Test, body.</summary>
    public ConcurrentQueue<(string? Type, string? Test, string Body)> Taken { get; } = [];

    /// <summary>Paths and queries of the requests that came, whatever became of them.</summary>
    public ConcurrentQueue<string> Targets { get; } = [];

    public void Dispose() => _server.Dispose();

    private async Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        Targets.Enqueue(context.Request.Path.ToUriComponent() + context.Request.QueryString.Value);
        if (Faults.TakeReset())
        {
            context.Abort();
            return;
        }

        using var bytes = new MemoryStream();
        bool isCompressed = context.Request.Headers.ContentEncoding == "gzip";
        await (isCompressed ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body).CopyToAsync(bytes);
        string body = Encoding.UTF8.GetString(bytes.ToArray());
        int status = Faults.Statuses.TryDequeue(out int failure) ? failure : Authorization is { } wanted
            && context.Request.Headers.Authorization != wanted ? 401 : bytes.Length > Faults.MaxBodyBytes ? 413
            : StatusOf?.Invoke(body) ?? 0;
        if (status == 0)
        {
            Taken.Enqueue((context.Request.ContentType, context.Request.Headers["X-Test"], body));
            return;
        }

        context.Response.StatusCode = status;
        await context.Response.WriteAsync("as it was told");
        byte[] blanks = new byte[64 << 10];
        for (long left = Faults.Padding; left > 0; left -= blanks.Length)
        {
            await context.Response.Body.WriteAsync(blanks);
        }
    }
}

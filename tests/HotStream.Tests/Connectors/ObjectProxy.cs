using System.Collections.Concurrent;
using HotStream.StandIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HotStream.Tests.Connectors;

/// <summary>
/// Stands before a server and passes requests on, but for those that a test answers itself: refusals and lies that s3rver and azurite
/// cannot be made to give. What it answers to a DELETE of an upload is its own: s3rver knows no such request, and would delete the object.
/// </summary>
internal sealed class ObjectProxy : IDisposable
{
    private readonly HttpClient _client = new();
    private readonly string _behind;
    private readonly LoopbackServer _server;

    public ObjectProxy(string behind)
    {
        _behind = behind;
        _server = new LoopbackServer(ServeAsync, port: 0, certificate: null, sentAlong: null);
    }

    public string Url => _server.Address.ToString().TrimEnd('/');

    /// <summary>Answers a request itself, and says so.</summary>
    public Func<HttpContext, string, Task<bool>>? Answer { get; set; }

    /// <summary>Sees what the server has answered, before the answer is passed on.</summary>
    public Action<HttpContext, string>? Answered { get; set; }

    /// <summary>Changes what is asked of the server; null leaves it as it is.</summary>
    public Func<string, string>? Asking { get; set; }

    /// <summary>Changes listings, given with their target; null leaves them as they are.</summary>
    public Func<string, string, string>? Listing { get; set; }

    /// <summary>Method and target of all requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public static async Task<bool> RefuseAsync(HttpContext context, int status, string code)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/xml";
        context.Response.Headers["x-ms-error-code"] = code; // as Azure's blobs say it, the body is S3's and theirs
        if (context.Request.Method != "HEAD")
        {
            await context.Response.WriteAsync($"<Error><Code>{code}</Code><Message>as it was told</Message></Error>");
        }

        return true;
    }

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        string target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        Requests.Enqueue($"{context.Request.Method} {target}");
        if (Answer is { } answer && await answer(context, target))
        {
            return;
        }

        if (context.Request.Method == "DELETE" && target.Contains("uploadId=", StringComparison.Ordinal))
        {
            context.Response.StatusCode = 204;
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), _behind + (Asking?.Invoke(target) ?? target));
        if (context.Request.ContentLength > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
        }

        foreach ((string name, Microsoft.Extensions.Primitives.StringValues value) in context.Request.Headers)
        {
            if (name is not "Content-Length" and not "Host" && !request.Headers.TryAddWithoutValidation(name, (string?)value))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (string?)value);
            }
        }

        using HttpResponseMessage passed = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Answered?.Invoke(context, target);
        context.Response.StatusCode = (int)passed.StatusCode;
        foreach ((string name, IEnumerable<string> values) in passed.Headers.Concat(passed.Content.Headers))
        {
            if (name is not "Transfer-Encoding" and not "Connection" and not "Keep-Alive")
            {
                context.Response.Headers[name] = values.ToArray();
            }
        }

        if (Listing is { } change && (target.Contains("list-type=", StringComparison.Ordinal)
            || target.Contains("comp=list&", StringComparison.Ordinal)))
        {
            context.Response.ContentLength = null;
            await context.Response.WriteAsync(change(await passed.Content.ReadAsStringAsync(), target));
        }
        else if (context.Request.Method != "HEAD")
        {
            await passed.Content.CopyToAsync(context.Response.Body);
        }
    }
}

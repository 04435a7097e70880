using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using HotStream.StandIn;
using Microsoft.AspNetCore.Http;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>
/// Stands before a server and passes requests on, but for those that a test answers itself or changes: refusals, throttling, lies and
/// partial failures that kinesalite and dynalite cannot be made to give.
/// </summary>
internal sealed class KinesisProxy : IDisposable
{
    private readonly HttpClient _client = new();
    private readonly string _behind;
    private readonly LoopbackServer _server;

    public KinesisProxy(string behind, X509Certificate2? certificate = null)
    {
        _behind = behind;
        _server = new LoopbackServer(ServeAsync, port: 0, certificate, sentAlong: null);
    }

    public string Url => _server.Address.ToString().TrimEnd('/');

    /// <summary>Answers a request itself, by operation and body: a status and an answer; null passes it on.</summary>
    public Func<string, JsonNode, (int Status, string Answer)?>? Answer { get; set; }

    /// <summary>Changes an answer, or what is passed on.</summary>
    public Action<string, JsonNode>? Change { get; set; }

    /// <summary>Operations and bodies of all requests.</summary>
    public ConcurrentQueue<(string Operation, JsonNode Body)> Requests { get; } = [];

    public static (int, string) Refusal(string code, int status = 400) =>
        (status, new JsonObject { ["__type"] = code, ["message"] = "as it was told" }.ToJsonString());

    public void Dispose()
    {
        _server.Dispose();
        _client.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        string body = await reader.ReadToEndAsync();
        string operation = context.Request.Headers["X-Amz-Target"].ToString().Split('.')[^1];
        JsonNode request = JsonNode.Parse(body)!;
        Requests.Enqueue((operation, request));
        (int status, string answer) = Answer?.Invoke(operation, request) ?? await PassOnAsync(context, operation, body);
        context.Response.StatusCode = status;
        context.Response.ContentType = context.Request.ContentType;
        context.Response.Headers.Date = DateTimeOffset.UtcNow.ToString("R");
        await context.Response.WriteAsync(answer);
    }

    private async Task<(int Status, string Answer)> PassOnAsync(HttpContext context, string operation, string body)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, _behind) { Content = new StringContent(body) };
        message.Content.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(context.Request.ContentType!);
        foreach (string name in (string[])["X-Amz-Target", "X-Amz-Date", "Authorization"])
        {
            message.Headers.TryAddWithoutValidation(name, (string?)context.Request.Headers[name]);
        }

        using HttpResponseMessage passed = await _client.SendAsync(message);
        string answer = await passed.Content.ReadAsStringAsync();
        if (passed.IsSuccessStatusCode && Change is { } change && answer.Length > 0)
        {
            JsonNode node = JsonNode.Parse(answer)!;
            change(operation, node);
            answer = node.ToJsonString();
        }

        return ((int)passed.StatusCode, answer);
    }
}

using System.Globalization;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using HotStream.StandIn;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace HotStream.Tests.Connectors.Http;

/// <summary>A server of server-sent events that keeps all of them, numbered from 1; and of whatever a test writes for a path.</summary>
internal sealed class StreamingServer : IConnectorServer
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<string>> _places = [];
    private readonly Dictionary<string, Func<HttpContext, int, Task>> _scripts = [];
    private readonly Dictionary<string, int> _asked = [];
    private readonly int _port = FreePort.Find();
    private LoopbackServer? _server;
    private int _names;

    public StreamingServer() => Begin();

    /// <summary>An address of its own.</summary>
    /// <param name="script">Serves it: the request, and its number from 1; null for events that are kept.</param>
    public string Create(Func<HttpContext, int, Task>? script = null)
    {
        lock (_gate)
        {
            string name = $"/place-{_names++}";
            _places[name] = [];
            if (script is not null)
            {
                _scripts[name] = script;
            }

            return name;
        }
    }

    public Uri AddressOf(string place, string scheme = "http") => new($"{scheme}://127.0.0.1:{_port}{place}");

    public void Send(string place, IEnumerable<string> texts)
    {
        lock (_gate)
        {
            _places[place].AddRange(texts);
        }
    }

    /// <summary>The oldest events are kept no longer; their numbers stay.</summary>
    public void Forget(string place, int count)
    {
        lock (_gate)
        {
            for (int i = 0; i < count; i++)
            {
                _places[place][i] = null!;
            }
        }
    }

    /// <summary>How often a path was asked for.</summary>
    public int Asked(string place)
    {
        lock (_gate)
        {
            return _asked.GetValueOrDefault(place);
        }
    }

    public void End(bool graceful)
    {
        _server?.Dispose();
        _server = null;
    }

    public void Begin() => _server = new LoopbackServer(ServeAsync, _port, certificate: null, sentAlong: null);

    public void Dispose() => _server?.Dispose();

    /// <summary>Begins an answer of events; its head is sent at once.</summary>
    public static async Task BeginAsync(HttpContext context, string type = "text/event-stream")
    {
        context.Response.ContentType = type;
        await context.Response.StartAsync();
        await context.Response.Body.FlushAsync();
    }

    public static Task WriteAsync(HttpContext context, string text) =>
        context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted).AsTask();

    /// <summary>Waits until the other side goes.</summary>
    public static Task StayAsync(HttpContext context) =>
        Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);

    /// <summary>Makes a connection a web socket.</summary>
    public static async Task<WebSocket> AcceptAsync(HttpContext context)
    {
        string key = context.Request.Headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
#pragma warning disable CA5350 // the protocol says so
        context.Response.Headers["Sec-WebSocket-Accept"] = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key)));
#pragma warning restore CA5350
        context.Response.Headers.Connection = "Upgrade";
        context.Response.Headers.Upgrade = "websocket";
        if (context.Request.Headers.SecWebSocketProtocol is { Count: > 0 } protocols)
        {
            context.Response.Headers.SecWebSocketProtocol = protocols[0];
        }

        Stream stream = await context.Features.Get<IHttpUpgradeFeature>()!.UpgradeAsync();
        return WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true });
    }

    private async Task ServeAsync(HttpContext context)
    {
        string name = context.Request.Path.Value!;
        Func<HttpContext, int, Task>? script;
        int number;
        lock (_gate)
        {
            number = _asked[name] = _asked.GetValueOrDefault(name) + 1;
            _scripts.TryGetValue(name, out script);
        }

        try
        {
            await (script is null ? ServeEventsAsync(context, name) : script(context, number));
        }
        catch (OperationCanceledException)
        {
            // the other side went
        }
    }

    private async Task ServeEventsAsync(HttpContext context, string name)
    {
        await BeginAsync(context);
        _ = int.TryParse(context.Request.Headers["Last-Event-ID"], CultureInfo.InvariantCulture, out int last);
        while (true)
        {
            string[] more;
            lock (_gate)
            {
                List<string> kept = _places[name];
                more = last < kept.Count ? [.. kept[last..Math.Min(kept.Count, last + 100)]] : [];
            }

            foreach (string text in more)
            {
                last++;
                if (text is not null)
                {
                    await WriteAsync(context, $"id: {last}\ndata: {text}\n\n");
                }
            }

            if (more.Length == 0)
            {
                await Task.Delay(5, context.RequestAborted);
            }
        }
    }
}

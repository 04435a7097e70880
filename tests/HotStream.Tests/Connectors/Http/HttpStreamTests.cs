using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using HotStream.Tests.Streams;
using Microsoft.AspNetCore.Http;

namespace HotStream.Tests.Connectors.Http;

/// <summary>Lines, events and web sockets of a server that does what servers do.</summary>
public sealed class HttpStreamTests(StreamingFixture fixture) : IClassFixture<StreamingFixture>
{
    private StreamingServer Server => fixture.Server;

    [Fact]
    public void Lines_come_as_they_are_sent_and_the_next_connection_goes_on()
    {
        string place = Server.Create(async (context, number) =>
        {
            await StreamingServer.BeginAsync(context, "text/plain");
            await StreamingServer.WriteAsync(context, $"first {number}\r\nsec");
            await StreamingServer.WriteAsync(context, "ond\nlast");
            if (number == 2)
            {
                await StreamingServer.StayAsync(context);
            }
        });
        using var run = new ConnectorRun(context => context.HttpTextStream(Server.AddressOf(place)), partitions: 1);
        Assert.Equal(["first 1", "second", "last", "first 2", "second"], run.WaitFor(5));
    }

    [Fact]
    public void A_line_that_a_broken_connection_cut_off_is_a_dead_letter()
    {
        string place = Server.Create(async (context, number) =>
        {
            await StreamingServer.BeginAsync(context, "text/plain");
            await StreamingServer.WriteAsync(context, "whole\ncut o");
            await Task.Delay(50); // it is sent
            context.Abort();
        });
        using var run = new ConnectorRun(context => context.HttpTextStream(Server.AddressOf(place)));
        Engine.WaitFor(() => !run.Letters.IsEmpty, "a dead letter came");
        Assert.Equal("cut o"u8, run.Letters.First().Record.Span);
        Assert.Equal("whole", run.WaitFor(1)[0]);
    }

    [Fact]
    public void Events_have_their_ids_and_types_and_the_next_connection_asks_for_what_is_behind_the_last()
    {
        var asked = new ConcurrentQueue<string>();
        string place = Server.Create(async (context, number) =>
        {
            asked.Enqueue($"{context.Request.Headers["Last-Event-ID"]} {context.Request.Headers.Accept}");
            await StreamingServer.BeginAsync(context);
            await StreamingServer.WriteAsync(context,
                $"retry: 1\nid: {number}a\nevent: added\ndata: x\n\nid: {number}b\ndata: y\ndata: z\n\nid: never\n");
            if (number == 2)
            {
                await StreamingServer.StayAsync(context);
            }
        });
        using var engine = new Engine(with: options => options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(5));
        var seen = new List<string>();
        engine.Context.HttpEventStream(Server.AddressOf(place), new HttpStreamOptions { LastEventId = "begin" })
            .ForeachBatch(batch => seen.AddRange(batch.ToList().Select(one => $"{one.Id} {one.Type} {one.Data}")));
        WaitFor(engine, () => seen.Count >= 4);
        Assert.Equal(["1a added x", "1b message y\nz", "2a added x", "2b message y\nz"], seen);
        Assert.Equal(["begin text/event-stream", "1b text/event-stream"], asked);
    }

    [Fact]
    public void A_server_that_has_no_more_is_asked_no_more()
    {
        string place = Server.Create(async (context, number) =>
        {
            if (number == 1)
            {
                await StreamingServer.BeginAsync(context);
                await StreamingServer.WriteAsync(context, "data: only\n\n");
                return;
            }

            context.Response.StatusCode = StatusCodes.Status204NoContent;
        });
        using var log = new LogCapture();
        using var run = new ConnectorRun(context => context.HttpEventStream(Server.AddressOf(place)).Map(static one => one.Data),
            with: options => options.LoggerFactory = log);
        run.WaitUntil(() => log.Entries.Any(entry => entry.Message.Contains("the source ended", StringComparison.Ordinal)), "it ended");
        Assert.Equal(2, Server.Asked(place));
        Assert.Equal(["only"], run.WaitFor(1));
    }

    [Theory]
    [InlineData(401, "does not let us in (401)")]
    [InlineData(403, "does not let us in (403)")]
    [InlineData(404, "is nothing that the server knows (404)")]
    [InlineData(500, "answers 500")]
    public void A_refusal_is_said_with_what_to_look_at_and_secrets_are_not_shown(int status, string says)
    {
        string? shown = null;
        string place = Server.Create((context, number) =>
        {
            shown = $"{context.Request.Headers.Authorization} {context.Request.Headers["X-Api-Key"]}";
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });
        using var log = new LogCapture();
        var options = new HttpStreamOptions { BearerToken = "secret-token", Headers = { ["X-Api-Key"] = "secret-key" } };
        var address = new Uri(Server.AddressOf(place) + "?token=secret-query");
        using (var run = new ConnectorRun(context => context.HttpEventStream(address, options).Map(static one => one.Data),
            with: options => options.LoggerFactory = log))
        {
            Engine.WaitFor(
                () => log.Entries.Count(entry => entry.Message.Contains(says, StringComparison.Ordinal)) >= 2, "it was said twice");
        }

        Assert.Equal("Bearer secret-token secret-key", shown);
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("secret", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_sends_something_else_is_not_read_as_events()
    {
        string place = Server.Create(async (context, number) =>
        {
            await StreamingServer.BeginAsync(context, "text/html");
            await StreamingServer.WriteAsync(context, "data: <html>\n\n");
        });
        using var log = new LogCapture();
        using var run = new ConnectorRun(context => context.HttpEventStream(Server.AddressOf(place)).Map(static one => one.Data),
            with: options => options.LoggerFactory = log);
        Engine.WaitFor(
            () => log.Entries.Any(entry => entry.Message.Contains("text/html and no text/event-stream", StringComparison.Ordinal)),
            "it was said");
        run.Engine.Tick();
        Assert.Empty(run.Texts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_server_says_how_long_to_wait_and_cannot_make_us_wait_for_ever(bool byHeader)
    {
        var times = new ConcurrentQueue<long>();
        string place = Server.Create(async (context, number) =>
        {
            times.Enqueue(Stopwatch.GetTimestamp());
            if (byHeader)
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                context.Response.Headers.RetryAfter = "1000000";
                return;
            }

            await StreamingServer.BeginAsync(context);
            await StreamingServer.WriteAsync(context, "retry: 1000000000\n\n");
        });
        using var run = new ConnectorRun(context => context.HttpEventStream(Server.AddressOf(place),
            new HttpStreamOptions { RetryAfterMax = TimeSpan.FromMilliseconds(400) }).Map(static one => one.Data));
        Engine.WaitFor(() => times.Count >= 2, "it was asked again");
        long[] both = [.. times];
        Assert.True(Stopwatch.GetElapsedTime(both[0], both[1]) >= TimeSpan.FromMilliseconds(380)); // asked to wait, and did
    }

    [Fact]
    public void A_server_that_is_silent_for_too_long_is_left()
    {
        string place = Server.Create(async (context, number) =>
        {
            await StreamingServer.BeginAsync(context);
            if (number > 1)
            {
                await StreamingServer.WriteAsync(context, "data: awake\n\n");
            }

            await StreamingServer.StayAsync(context);
        });
        using var run = new ConnectorRun(context => context.HttpEventStream(Server.AddressOf(place),
            new HttpStreamOptions { SilenceMax = TimeSpan.FromMilliseconds(100) }).Map(static one => one.Data));
        Assert.Equal("awake", run.WaitFor(1)[0]);
    }

    [Fact]
    public void An_event_that_is_too_large_is_a_dead_letter_and_so_is_one_cut_off_that_cannot_come_again()
    {
        string place = Server.Create(async (context, number) =>
        {
            await StreamingServer.BeginAsync(context);
            await StreamingServer.WriteAsync(context, $"data: {new string('x', 5000)}\n\ndata: small\n\ndata: cut off\n");
            if (number > 1)
            {
                await StreamingServer.StayAsync(context);
            }
        });
        using var run = new ConnectorRun(context => context.HttpEventStream(Server.AddressOf(place),
            new HttpStreamOptions { EventBytesMax = 1000 }).Map(static one => one.Data));
        Assert.Equal(["small", "small"], run.WaitFor(2));
        Assert.Equal([5000, 7], run.Letters.Select(letter => letter.Length).Take(2));
    }

    [Fact]
    public void Messages_of_a_web_socket_come_whole_text_or_bytes()
    {
        var heard = new ConcurrentQueue<string>();
        string place = Server.Create(async (context, number) =>
        {
            heard.Enqueue($"{context.Request.Headers.Authorization} {context.Request.Headers.SecWebSocketProtocol}");
            using WebSocket socket = await StreamingServer.AcceptAsync(context);
            byte[] greeting = new byte[100];
            ValueWebSocketReceiveResult got = await socket.ReceiveAsync(greeting.AsMemory(), default);
            heard.Enqueue(Encoding.UTF8.GetString(greeting, 0, got.Count));
            await SendAsync(socket, "par", isEnd: false);
            await SendAsync(socket, "ti", isEnd: false);
            await SendAsync(socket, $"tion {number}", isEnd: true);
            await socket.SendAsync("\0\u0001\u0002"u8.ToArray().AsMemory(), WebSocketMessageType.Binary, true, default);
            await SendAsync(socket, new string('x', 100_000), isEnd: true);
            await SendAsync(socket, new string('y', 40_000), isEnd: true);
            if (number == 1)
            {
                await SendAsync(socket, "cut off", isEnd: false);
                await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, "going", default);
            }

            await socket.ReceiveAsync(greeting.AsMemory(), context.RequestAborted);
        });
        using var log = new LogCapture();
        using var run = new ConnectorRun(
            context => context.WebSocketStream(Server.AddressOf(place, "ws"), new WebSocketStreamOptions
            {
                BearerToken = "token",
                Protocol = "chat",
                Greetings = ["subscribe"],
                MessageBytesMax = 50_000,
            }),
            with: options => options.LoggerFactory = log,
            partitions: 1);
        Assert.Equal(["partition 1", "\0\u0001\u0002", new string('y', 40_000), "partition 2"], run.WaitFor(6)[..4]);
        Assert.Equal(["Bearer token chat", "subscribe", "Bearer token chat", "subscribe"], heard);
        Assert.Equal([100_000, 7, 100_000], run.Letters.Select(letter => letter.Length).Take(3));
        Assert.Contains(log.Entries, entry => entry.Message.Contains("(1001 going)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_web_socket_that_is_refused_says_why()
    {
        string place = Server.Create((context, number) =>
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        });
        using var log = new LogCapture();
        using var run = new ConnectorRun(context => context.WebSocketStream(Server.AddressOf(place, "ws")),
            with: options => options.LoggerFactory = log);
        Engine.WaitFor(
            () => log.Entries.Any(entry => entry.Message.Contains("does not let us in (403)", StringComparison.Ordinal)), "it was said");
    }

    [Fact]
    public void An_address_that_cannot_be_is_refused()
    {
        using var engine = new Engine();
        Assert.Throws<ArgumentException>(() => engine.Context.HttpTextStream(new Uri("ftp://localhost/")));
        Assert.Throws<ArgumentException>(() => engine.Context.WebSocketStream(new Uri("http://localhost/")));
        ArgumentException secret =
            Assert.Throws<ArgumentException>(() => engine.Context.HttpEventStream(new Uri("http://me:secret@localhost/")));
        Assert.DoesNotContain("secret", secret.Message, StringComparison.Ordinal);
    }

    private static Task SendAsync(WebSocket socket, string text, bool isEnd) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text).AsMemory(), WebSocketMessageType.Text, isEnd, default).AsTask();

    private static void WaitFor(Engine engine, Func<bool> condition) => Engine.WaitFor(
        () =>
        {
            engine.Tick();
            return condition();
        },
        "they came");
}

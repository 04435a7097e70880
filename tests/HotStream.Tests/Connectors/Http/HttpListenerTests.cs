using System.IO.Compression;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Http;

/// <summary>What is posted to us, by a client that is not ours.</summary>
public sealed class HttpListenerTests
{
    [Fact]
    public void Lines_are_records_and_the_last_needs_no_end()
    {
        using var listening = new HttpListening();
        Assert.Equal((200, """{"records":4}"""), listening.Post("/", "text/plain; charset=utf-8", "one\r\ntwo\n\nthree"));
        Assert.Equal(["", "one", "three", "two"], listening.Run.WaitFor(4).Order());
    }

    [Theory]
    [InlineData("""{"a":[1,2]}""", new[] { """{"a":[1,2]}""" })]
    [InlineData(""" [ {"a": 1}, "b" ,[3],null ] """, new[] { """{"a": 1}""", "\"b\"", "[3]", "null" })]
    [InlineData("\uFEFF[]", new string[0])]
    [InlineData("7", new[] { "7" })]
    public void A_document_is_a_record_and_an_array_as_many_as_it_has_elements(string body, string[] expected)
    {
        using var listening = new HttpListening();
        Assert.Equal((200, $$"""{"records":{{expected.Length}}}"""), listening.Post("/", "application/json", body));
        Assert.Equal(expected.Order(), listening.Run.WaitFor(expected.Length).Order());
    }

    [Theory]
    [InlineData("application/json", "[1,2", "")]
    [InlineData("application/json", "[1] 2", "")]
    [InlineData("application/json", "", "")]
    [InlineData("application/x-ndjson", "{\"a\":1}\n\n{oops}\n3\n[", "2 of 4 records are bad")]
    [InlineData("text/plain", "short\nthis line is longer than the others\nshort", "40 bytes|30 bytes")]
    public void Of_a_body_with_something_bad_nothing_is_taken_and_the_answer_says_what(string type, string body, string says)
    {
        using var listening = new HttpListening(options => options.RecordBytesMax = 20);
        (int status, string answer) = listening.Post("/", type, body);
        Assert.Equal(400, status);
        using JsonDocument error = JsonDocument.Parse(answer);
        Assert.Equal(400, error.RootElement.GetProperty("status").GetInt32());
        Assert.NotEmpty(error.RootElement.GetProperty("error").GetProperty("reason").GetString()!);
        if (type != "application/json")
        {
            JsonElement[] refused = [.. error.RootElement.GetProperty("refused").EnumerateArray()];
            Assert.Equal(type == "text/plain" ? [2] : [2, 4], refused.Select(one => one.GetProperty("record").GetInt32()));
            Assert.True(type == "text/plain" || answer.Contains(says, StringComparison.Ordinal), answer);
        }

        Assert.Equal(200, listening.Post("/", "text/plain", "good").Status);
        Assert.Equal(["good"], listening.Run.WaitFor(1));
    }

    [Fact]
    public void A_bulk_request_is_answered_item_by_item_and_the_good_ones_are_taken()
    {
        using var listening = new HttpListening(whole: true);
        (int status, string answer) = listening.Post("/plant/_bulk", "application/x-ndjson", """
            {"index":{"_index":"logs","_id":"1"}}
            {"a":1}
            {"create":{"_id":7}}
            {"a":2}
            {"index":{"_id":"a\u00e4\"b"}}
            {"a":3
            {"delete":{"_id":"9"}}
            {"update":{"_id":"5"}}
            {"doc":{}}
            {"index":{}}
            {"a":4}
            """ + "\n");
        Assert.Equal(200, status);
        using JsonDocument read = JsonDocument.Parse(answer);
        Assert.True(read.RootElement.GetProperty("errors").GetBoolean());
        string[] items = [.. read.RootElement.GetProperty("items").EnumerateArray().Select(item =>
        {
            JsonProperty action = item.EnumerateObject().Single();
            string id = action.Value.TryGetProperty("_id", out JsonElement given) ? given.GetString()! : "";
            return $"{action.Name} {action.Value.GetProperty("_index")} {id} {action.Value.GetProperty("status")}";
        })];
        Assert.Equal(["index logs 1 201", "create plant 7 201", "index plant aä\"b 400", "delete plant 9 400", "update plant 5 400",
            "index plant  201"], items);
        Assert.Equal(["logs|1|{\"a\":1}", "plant|7|{\"a\":2}", "plant||{\"a\":4}"], WaitForWhole(listening, 3));
    }

    [Theory]
    [InlineData("{\"index\":{}}\n{}\n{\"oops\":{}}\n{}\n", "line [3]")]
    [InlineData("{\"index\":{}}\n{}\n{\"index\":{}}\n", "line 3 is missing")]
    [InlineData("{\"index\":{\"_id\":\"\\ud800\"}}\n{}\n", "surrogate")]
    [InlineData("{\"index\":{},\"create\":{}}\n{}\n", "more than one action")]
    public void A_bulk_request_whose_actions_cannot_be_read_is_refused_whole(string body, string says)
    {
        using var listening = new HttpListening();
        (int status, string answer) = listening.Post("/_bulk", "application/json", body);
        Assert.Equal(400, status);
        Assert.Contains(says, answer, StringComparison.Ordinal);
        Assert.Equal(200, listening.Post("/", "text/plain", "good").Status);
        Assert.Equal(["good"], listening.Run.WaitFor(1));
    }

    [Fact]
    public void Nobody_posts_without_the_token_and_it_is_never_shown()
    {
        using var log = new LogCapture();
        using var listening = new HttpListening(
            options => options.BearerToken = "very-secret", context => context.LoggerFactory = log);
        Assert.Equal(401, listening.Post("/", "text/plain", "a").Status);
        Assert.Equal(401, listening.Post("/", "text/plain", "a", "-H", "Authorization: Bearer very-secre").Status);
        Assert.Equal(401, listening.Post("/", "text/plain", "a", "-H", "Authorization: Basic very-secret").Status);
        Assert.Equal(401, Curl.Send(listening.Address).Status);
        Assert.Equal(200, listening.Post("/", "text/plain", "b", "-H", "Authorization: bearer very-secret").Status);
        Assert.Equal(["b"], listening.Run.WaitFor(1));
        Assert.DoesNotContain("secret", listening.Listener.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("secret", StringComparison.Ordinal));
    }

    [Fact]
    public void A_listener_for_the_network_must_know_whom_it_lets_in()
    {
        using var engine = new Engine();
        var open = new HttpListenerOptions { Address = System.Net.IPAddress.Any };
        Assert.Contains("AllowAnonymousFromNetwork", Assert.Throws<ArgumentException>(() => engine.Context.HttpListener(0, open)).Message,
            StringComparison.Ordinal);
        open.BearerToken = "token";
        engine.Context.HttpListener(0, open);
        var noTls = new HttpListenerOptions { ClientCertificate = ClientCertificate.Required };
        Assert.Contains("Tls", Assert.Throws<ArgumentException>(() => engine.Context.HttpListener(0, noTls)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => open.BearerToken = "two words");
    }

    [Fact]
    public void Gzip_is_undone_and_a_body_that_grows_too_large_by_it_is_refused()
    {
        using var listening = new HttpListening(options => options.BodyBytesMax = 100_000);
        string[] gzip = ["-H", "Content-Encoding: gzip"];
        byte[] good = Compress("a\nb\n"u8.ToArray());
        Assert.Equal((200, """{"records":2}"""), listening.Post("/", "text/plain", good, gzip));
        Assert.Equal(413, listening.Post("/", "text/plain", Compress(new byte[50_000_000]), gzip).Status);
        byte[] nothing = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] nothings = [.. Enumerable.Repeat(nothing, 10_000).SelectMany(static one => one)]; // for ever, it may be
        Assert.Equal(413, listening.Post("/", "text/plain", nothings, [.. gzip, "-H", "Transfer-Encoding: chunked"]).Status);
        Assert.All(Enumerable.Range(1, good.Length - 1),
            cut => Assert.Equal(400, listening.Post("/", "text/plain", good[..^cut], gzip).Status));
        Assert.Equal(400, listening.Post("/", "text/plain", "no gzip", gzip).Status);
        Assert.Equal(415, listening.Post("/", "text/plain", good, "-H", "Content-Encoding: br").Status);
        Assert.Equal(["a", "b"], listening.Run.WaitFor(2).Order());
        Assert.Equal(2, listening.Run.Texts.Count);
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked")]
    [InlineData("X-None: 0")]
    public void A_body_that_is_too_large_is_refused_however_it_comes(string header)
    {
        using var listening = new HttpListening(options => options.BodyBytesMax = 100_000);
        Assert.Equal(413, listening.Post("/", "text/plain", new byte[100_001], "-H", header).Status);
        Assert.Equal(200, listening.Post("/", "text/plain", new string('x', 100_000), "-H", header).Status);
        Assert.Equal(100_000, Assert.Single(listening.Run.WaitFor(1)).Length);
    }

    [Theory]
    [InlineData(100_001, 413)]
    [InlineData(1_000_000, 413)]
    [InlineData(20_000_000, 413)]
    [InlineData(20_000_000, 401)]
    public void Who_sends_all_of_a_body_before_reading_an_answer_reads_it_nonetheless(int bodyBytes, int expected)
    {
        using var listening = new HttpListening(options =>
        {
            options.BodyBytesMax = 100_000;
            options.BearerToken = expected == 401 ? "a-long-enough-token-0123456789" : null;
        });
        using var sender = new TcpClient("127.0.0.1", listening.Port) { ReceiveTimeout = 30_000, SendTimeout = 30_000 };
        NetworkStream stream = sender.GetStream();
        stream.Write(Encoding.ASCII.GetBytes(
            $"POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: {bodyBytes}\r\n\r\n"));
        stream.Write(new byte[bodyBytes]);
        byte[] answer = new byte[64];
        int count = stream.ReadAtLeast(answer, 12, throwOnEndOfStream: false);
        Assert.StartsWith($"HTTP/1.1 {expected}", Encoding.ASCII.GetString(answer, 0, count), StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_body_holds_must_be_said()
    {
        using var listening = new HttpListening();
        (int status, string answer) = listening.Post("/", "application/x-www-form-urlencoded", "a=1");
        Assert.Equal(415, status);
        Assert.Contains("text/plain", answer, StringComparison.Ordinal);
        Assert.Equal(405, Curl.Send(listening.Address).Status);
        Assert.Equal(405, Curl.Send("-X", "DELETE", listening.Address).Status);
    }

    [Fact]
    public void Of_a_body_that_breaks_off_nothing_is_taken()
    {
        using var listening = new HttpListening();
        using (var broken = new TcpClient("localhost", listening.Port))
        {
            broken.GetStream().Write("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 100\r\n\r\none\ntwo\n"u8);
        }

        Assert.Equal(200, listening.Post("/", "text/plain", "whole").Status);
        listening.Run.Engine.Tick(3);
        Assert.Equal(["whole"], listening.Run.Texts);
    }

    [Fact]
    public void More_requests_than_may_wait_are_asked_to_come_later()
    {
        using var listening = new HttpListening(options =>
        {
            options.RequestsMax = 1;
            options.RetryAfter = TimeSpan.FromSeconds(1.5);
        });
        using var client = new HttpClient { BaseAddress = new Uri(listening.Address) };
        Task<HttpResponseMessage> first = client.PostAsync("/", new StringContent("a", Encoding.UTF8, "text/plain"));
        Engine.WaitFor(() => listening.Run.Engine.Context.ReceivedBytesHeld > 0, "the first is in the engine");
        using HttpResponseMessage second =
            HttpListening.ResultOf(client.PostAsync("/", new StringContent("b", Encoding.UTF8, "text/plain")));
        Assert.Equal((429, TimeSpan.FromSeconds(2)), ((int)second.StatusCode, second.Headers.RetryAfter!.Delta));
        Assert.False(first.IsCompleted); // its batch is not done
        listening.Run.WaitUntil(() => first.IsCompleted, "its batch is done");
        Assert.Equal(200, (int)HttpListening.ResultOf(first).StatusCode);
        Assert.Equal(["a"], listening.Run.Texts);
    }

    [Fact]
    public void Bodies_hold_no_more_bytes_than_they_may()
    {
        using var listening = new HttpListening(options =>
        {
            options.BodyBytesMax = 100_000;
            options.HeldBytesMax = 100_001;
        });
        using var client = new HttpClient { BaseAddress = new Uri(listening.Address) };
        Task<HttpResponseMessage> first = client.PostAsync("/", new StringContent(new string('x', 90_000), Encoding.UTF8, "text/plain"));
        Engine.WaitFor(() => listening.Run.Engine.Context.ReceivedBytesHeld > 0, "the first is in the engine");
        using HttpResponseMessage second =
            HttpListening.ResultOf(client.PostAsync("/", new StringContent("b", Encoding.UTF8, "text/plain")));
        Assert.Equal(429, (int)second.StatusCode);
        listening.Run.WaitUntil(() => first.IsCompleted, "its batch is done");
        Assert.Equal(200, listening.Post("/", "text/plain", "b").Status);
    }

    [Fact]
    public void Records_of_a_batch_that_fails_are_not_acknowledged()
    {
        bool fails = true;
        using var listening = new HttpListening(fails: _ => fails);
        Assert.Equal(503, listening.Post("/", "text/plain", "a").Status);
        fails = false;
        Assert.Equal(200, listening.Post("/", "text/plain", "a").Status);
        Assert.Equal(["a", "a"], listening.Run.Texts);
    }

    [Fact]
    public void An_answer_that_takes_too_long_says_that_nothing_is_known()
    {
        using var listening = new HttpListening(options => options.AnswerTimeout = TimeSpan.FromMilliseconds(50));
        (int status, string answer) = Curl.Send("-H", "Content-Type: text/plain", "--data-binary", "a", listening.Address);
        Assert.Equal(503, status);
        Assert.Contains("AnswerTimeout", answer, StringComparison.Ordinal);
        Assert.Equal(["a"], listening.Run.WaitFor(1));
    }

    [Fact]
    public void A_graceful_stop_answers_who_waits()
    {
        using var listening = new HttpListening();
        Task<(int Status, string)> answer =
            HttpListening.Begin(() => Curl.Send("-H", "Content-Type: text/plain", "--data-binary", "a", listening.Address));
        Engine.WaitFor(() => listening.Run.Engine.Context.ReceivedBytesHeld > 0, "it is in the engine");
        listening.Run.Engine.Context.Stop(graceful: true);
        Assert.Equal(200, HttpListening.ResultOf(answer).Status);
        Assert.Equal(["a"], listening.Run.Texts);
        Assert.Equal(0, Curl.Send(listening.Address).Status); // nobody listens
    }

    [Fact]
    public void What_was_answered_by_200_is_in_the_state_of_the_next_life_though_no_batch_had_it()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-http-");
        try
        {
            var clock = new ManualClock();
            var counts = new Dictionary<string, long>();
            string address = "";
            for (int life = 0; life < 3; life++)
            {
                using StreamingContext context = Counting(directory, clock, counts, port => address = $"http://localhost:{port}");
                Engine.WaitFor(() => address.Length > 0, "it listens");
                Assert.Equal((200, """{"records":2}"""), // and no batch is due
                    Curl.Send("-H", "Content-Type: text/plain", "--data-binary", $"life {life}\nall", address));
                context.Stop(graceful: false);
                address = "";
            }

            using StreamingContext last = Counting(directory, clock, counts, _ => { });
            Engine.WaitFor(() => ConnectorCount.Step(last, clock) && counts.Count >= 4, "all is in the state");
            Assert.Equal(new() { ["life 0"] = 1, ["life 1"] = 1, ["life 2"] = 1, ["all"] = 3 }, counts);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData(ClientCertificate.None)]
    [InlineData(ClientCertificate.Optional)]
    [InlineData(ClientCertificate.Required)]
    public void Connections_may_be_TLS_and_senders_show_certificates_where_they_are_asked_for(ClientCertificate asked)
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();
        SslServerAuthenticationOptions tls = certificates.ServerOptions();
        tls.CertificateChainPolicy = certificates.ClientOptions().CertificateChainPolicy;
        using var listening = new HttpListening(options => (options.Tls, options.ClientCertificate) = (tls, asked));
        using var files = new CertificateFiles(certificates);
        using var stranger = new CertificateFiles(others);
        Assert.Equal(200, listening.Post("/", "text/plain", "known", "--cacert", files.Authority,
            "--cert", files.Client, "--key", files.Key).Status);
        Assert.Equal(asked == ClientCertificate.Required ? 0 : 200,
            listening.Post("/", "text/plain", "unknown", "--cacert", files.Authority).Status);
        Assert.Equal(asked == ClientCertificate.None ? 200 : 0, listening.Post("/", "text/plain", "stranger", "--cacert", files.Authority,
            "--cert", stranger.Client, "--key", stranger.Key).Status);
        Assert.Equal(0, listening.Post("/", "text/plain", "not trusting", "--cacert", stranger.Authority).Status);
    }

    [Fact]
    public void A_port_that_is_taken_is_waited_for()
    {
        using var log = new LogCapture();
        using var first = new TcpListener(System.Net.IPAddress.Loopback, 0);
        first.Start();
        int port = ((System.Net.IPEndPoint)first.LocalEndpoint).Port;
        using var run = new ConnectorRun(context => context.HttpListener(port), with: options => options.LoggerFactory = log);
        Engine.WaitFor(() => log.Entries.Any(entry => entry.Message.Contains("in use", StringComparison.Ordinal)), "it was said");
        first.Stop();
        Engine.WaitFor(() => Curl.Send($"http://localhost:{port}").Status == 405, "it listens");
    }

    private static IEnumerable<string> WaitForWhole(HttpListening listening, int count)
    {
        listening.Run.WaitUntil(() => listening.Whole.Count >= count, $"{count} records arrived");
        return listening.Whole.Order();
    }

    private static StreamingContext Counting(
        DirectoryInfo directory, ManualClock clock, Dictionary<string, long> counts, Action<int> listens) =>
        ConnectorCount.Start(directory, clock, TimeSpan.FromDays(1),
            context => context.HttpListener(0, new HttpListenerOptions { OnListening = address => listens(address.Port) }), counts);

    private static byte[] Compress(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return compressed.ToArray();
    }
}

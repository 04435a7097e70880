using System.Globalization;
using System.IO.Compression;
using System.Text;
using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;
using LawsOfSinks = HotStream.Testing.SinkContract;

namespace HotStream.Tests.Connectors.S3;

[Collection(S3Collection.Name)]
public sealed class S3SinkTests(S3Fixture fixture)
{
    private readonly S3Server _server = fixture.Server;

    [Fact]
    public void It_stores_each_batch_once_also_over_a_server_that_goes_away()
    {
        using var server = new S3Server();
        string bucket = server.Bucket();
        LawAssert.AllHold(LawsOfSinks.Check(new SinkUnderTest<double>
        {
            Write = stream => stream.SaveToS3($"s3://{bucket}/out", RecordEncoders.Bytes<double>((value, output) =>
            {
                string text = double.IsNaN(value) ? throw new FormatException("NaN") : value.ToString("R", CultureInfo.InvariantCulture);
                Encoding.UTF8.GetBytes(text, output);
            }), server.Writing()),
            Stored = () => server.Lines(bucket).Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
            Record = number => number,
            Poison = [double.NaN],
            Break = () => server.End(),
            Repair = server.Begin,
        }), LawsOfSinks.Keyed);
    }

    [Fact]
    public void The_last_batch_replaces_itself_after_a_restart()
    {
        string bucket = _server.Bucket();
        using (var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}-a", $"{number}-b"]);
            input.SaveToS3($"s3://{bucket}/out/", _server.Writing());
            return input;
        }))
        {
            lives.Live(2);
            lives.Live(1);
        }

        Assert.Equal(["0-a", "0-b", "1-a", "1-b", "2-a", "2-b"], _server.Lines(bucket).Order());
        Assert.All(_server.Keys(bucket), key => Assert.Matches("^out/[0-9]{4}-[0-9a-f]{16}-0000[01][.]txt$", key));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_large_object_goes_in_parts(bool gzip)
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url);
        S3WriteOptions options = _server.Writing(proxy.Url);
        (options.PartBytes, options.Gzip, options.Extension) = (5 << 20, gzip, ".log");
        var random = new Random(1);
        string[] records = [.. Enumerable.Range(0, 120).Select(i => $"{i} {Convert.ToHexString(Bytes(random, 60_000))}")];
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue(records).SaveToS3($"s3://{bucket}/out", options);
            engine.Tick();
            engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        }

        string key = Assert.Single(_server.Keys(bucket));
        Assert.EndsWith(gzip ? "-00000.log.gz" : "-00000.log", key, StringComparison.Ordinal);
        using var stored = new MemoryStream(_server.Bytes(bucket, key));
        using var text = new StreamReader(gzip ? new GZipStream(stored, CompressionMode.Decompress) : stored);
        Assert.Equal(records, text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        int parts = proxy.Requests.Count(request => request.Contains("partNumber=", StringComparison.Ordinal));
        Assert.InRange(parts, 2, 4);
    }

    [Fact]
    public void What_was_sent_of_a_batch_that_fails_is_aborted_at_the_server()
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url); // takes the place of s3rver's answer to an abort
        S3WriteOptions options = _server.Writing(proxy.Url);
        options.PartBytes = 5 << 20;
        string large = new('x', 60_000);
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue([.. Enumerable.Range(0, 1200)])
                .Map(i => i == 1199 ? throw new InvalidDataException("made to fail") : large)
                .SaveToS3($"s3://{bucket}/out", options);
            engine.Tick();
            engine.Failure();
        }

        Assert.Contains(proxy.Requests, request => request.Contains("partNumber=1&", StringComparison.Ordinal));
        string abort = Assert.Single(proxy.Requests, request => request.StartsWith("DELETE", StringComparison.Ordinal));
        Assert.Contains("uploadId=", abort, StringComparison.Ordinal);
        Assert.Empty(_server.Keys(bucket));
    }

    [Theory]
    [InlineData(403, "AccessDenied", "Give these credentials the right")]
    [InlineData(403, "SignatureDoesNotMatch", "Correct the secret")]
    [InlineData(404, "NoSuchBucket", "Create the bucket")]
    [InlineData(412, "PreconditionFailed", "PreconditionFailed")]
    [InlineData(400, "InvalidArgument", "Correct the address or the options")]
    public void A_refusal_fails_the_batch_at_once_says_what_to_do_and_is_no_dead_letter(int status, string code, string remedy)
    {
        using var proxy = new ObjectProxy(_server.Url);
        proxy.Answer = (context, _) => ObjectProxy.RefuseAsync(context, status, code);
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, options => options.DeadLetters = letters.Add);
        engine.Queue(["a"]).SaveToS3("s3://plant/out", _server.Writing(proxy.Url));
        engine.Tick();
        string failure = engine.Failure().ToString();
        Assert.Contains(remedy, failure, StringComparison.Ordinal);
        Assert.DoesNotContain(S3Server.Secret, failure, StringComparison.Ordinal);
        Assert.Empty(letters);
        Assert.Single(proxy.Requests);
    }

    [Theory]
    [InlineData(503, "SlowDown")]
    [InlineData(500, "InternalError")]
    [InlineData(429, "TooManyRequests")]
    public void What_may_pass_is_tried_again(int status, string code)
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url);
        int asked = 0;
        proxy.Answer = async (context, _) => ++asked <= 2 && await ObjectProxy.RefuseAsync(context, status, code);
        using var engine = new Engine(partitions: 1);
        engine.Queue(["a"]).SaveToS3($"s3://{bucket}/out", _server.Writing(proxy.Url));
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["a"], _server.Lines(bucket));
        Assert.Equal(3, asked);
    }

    [Fact]
    public void A_server_that_hangs_is_tried_again_until_the_batch_fails()
    {
        using var proxy = new ObjectProxy(_server.Url);
        proxy.Answer = async (context, _) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        S3WriteOptions options = _server.Writing(proxy.Url);
        (options.Timeout, options.RetryFor) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
        using var engine = new Engine(partitions: 1);
        engine.Queue(["a"]).SaveToS3("s3://plant/out", options);
        engine.Tick();
        Assert.Contains("gave no answer in time", engine.Failure().ToString(), StringComparison.Ordinal);
        Assert.InRange(proxy.Requests.Count, 2, int.MaxValue);
    }

    [Fact]
    public void An_upload_whose_last_answer_was_lost_is_seen_to_be_complete()
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url);
        S3WriteOptions options = _server.Writing(proxy.Url);
        options.PartBytes = 5 << 20;
        int completed = 0;
        proxy.Answer = async (context, target) => context.Request.Method == "POST"
            && target.Contains("uploadId=", StringComparison.Ordinal) && ++completed switch
            {
                1 => await CompleteAndAbortAsync(context, target),
                _ => await ObjectProxy.RefuseAsync(context, 404, "NoSuchUpload"),
            };
        using var engine = new Engine(partitions: 1);
        engine.Queue([.. Enumerable.Range(0, 100).Select(_ => new string('x', 60_000))]).SaveToS3($"s3://{bucket}/out", options);
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(100, _server.Lines(bucket).Length);
        Assert.Equal(2, completed);

        async Task<bool> CompleteAndAbortAsync(Microsoft.AspNetCore.Http.HttpContext context, string target)
        {
            using var client = new HttpClient();
            using var request = new HttpRequestMessage(HttpMethod.Post, _server.Url + target)
            {
                Content = new StreamContent(context.Request.Body),
            };
            request.Headers.TryAddWithoutValidation("Authorization", (string?)context.Request.Headers.Authorization);
            foreach (string name in (string[])["x-amz-date", "x-amz-content-sha256"])
            {
                request.Headers.TryAddWithoutValidation(name, (string?)context.Request.Headers[name]);
            }

            using HttpResponseMessage answer = await client.SendAsync(request);
            await answer.Content.ReadAsStringAsync();
            Assert.Equal(System.Net.HttpStatusCode.OK, answer.StatusCode);
            context.Abort();
            return true;
        }
    }

    [Fact]
    public void Two_outputs_of_a_program_need_two_addresses()
    {
        string bucket = _server.Bucket();
        using var engine = new Engine(partitions: 1);
        DStream<string> input = engine.Queue(["a"]);
        input.SaveToS3($"s3://{bucket}/out", _server.Writing());
        input.Map(text => text.Length).SaveToS3($"s3://{bucket}/out/", _server.Writing());
        engine.Tick();
        Assert.Contains("path of its own", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_writes_is_read_by_the_stream_of_lines()
    {
        string bucket = _server.Bucket();
        using (var engine = new Engine(partitions: 2))
        {
            engine.Queue(["a", "b", "c"]).SaveToS3($"s3://{bucket}/päth with+signs", _server.Writing());
            engine.Tick();
        }

        using var reading = new Engine(startMilliseconds: DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeMilliseconds() / 1000 * 1000);
        List<List<string>> seen = Engine.Collect(reading.Context.S3TextStream($"s3://{bucket}/päth with+signs/*.txt", _server.Reading())
            .Map(line => line.ToString()));
        reading.Tick();
        Assert.Equal(["a", "b", "c"], seen[0].Order());
    }

    [Fact]
    public void Settings_are_shown_without_secrets()
    {
        S3WriteOptions options = _server.Writing();
        options.SessionToken = "a-token-never-shown";
        Assert.DoesNotContain(S3Server.Secret, options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("never-shown", options.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("S3RVER", options.ToString(), StringComparison.Ordinal);
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count / 2];
        random.NextBytes(bytes);
        return bytes;
    }
}

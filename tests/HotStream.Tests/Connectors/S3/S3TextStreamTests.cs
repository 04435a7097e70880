using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;
using Microsoft.AspNetCore.Http;

namespace HotStream.Tests.Connectors.S3;

[Collection(S3Collection.Name)]
public sealed class S3TextStreamTests(S3Fixture fixture)
{
    private readonly S3Server _server = fixture.Server;

    [Fact]
    public void Objects_become_lines_once_in_the_order_of_their_keys()
    {
        string bucket = _server.Bucket();
        using var run = new Run(bucket, "in/", _server.Reading());
        _server.Put(bucket, "in/b", "b1\nb2");
        _server.Put(bucket, "in/a", "a1\n");
        _server.Put(bucket, "in/deep/c", "not directly below");
        _server.Put(bucket, "in/.hidden", "hidden");
        _server.Put(bucket, "in/empty", "");
        run.Engine.Tick();
        _server.Put(bucket, "in/later", "later");
        run.Engine.Tick(2);
        Assert.Equal([["a1", "b1", "b2"], ["later"], []], run.Seen);
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void Keys_are_taken_as_they_are_and_patterns_go_over_slashes()
    {
        string bucket = _server.Bucket();
        string[] keys = ["a b/c d.log", "ü/日本.log", "1+1=2/x.log", "100%25/y.log", "q?&=#/z.log"];
        foreach (string key in keys)
        {
            _server.Put(bucket, key, key);
        }

        _server.Put(bucket, "ü/other.txt", "not a log");
        using var run = new Run(bucket, "**/*.log", _server.Reading());
        run.Engine.Tick();
        Assert.Equal(keys.Order(StringComparer.Ordinal), run.Seen[0].Order(StringComparer.Ordinal));
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void More_keys_than_a_page_has_are_listed()
    {
        string bucket = _server.Bucket();
        Parallel.For(0, 1003, new ParallelOptions { MaxDegreeOfParallelism = 8 }, i => _server.Put(bucket, $"n{i:D5}", $"{i}"));
        using var run = new Run(bucket, "n*0000", _server.Reading());
        using var last = new Run(bucket, "n*100?", _server.Reading());
        run.Engine.Tick();
        last.Engine.Tick();
        Assert.True(run.Warnings.Length == 0, string.Join('\n', run.Warnings));
        Assert.Equal(["0"], run.Seen[0]);
        Assert.Equal(["1000", "1001", "1002"], last.Seen[0]);
    }

    [Fact]
    public void An_archive_is_unpacked_and_of_one_that_was_cut_the_lines_before_are_taken()
    {
        string bucket = _server.Bucket();
        byte[] packed = Gzip(string.Join('\n', Enumerable.Range(0, 20_000).Select(i => $"line {i}")));
        _server.Put(bucket, "cut.gz", packed[..(packed.Length / 2)]);
        _server.Put(bucket, "whole.gz", Gzip("one\ntwo\n"));
        _server.Put(bucket, "nothing.gz", "");
        using var run = new Run(bucket, "", _server.Reading());
        run.Engine.Tick();
        string[] lines = [.. run.Seen[0].Where(line => line.StartsWith("line", StringComparison.Ordinal))];
        Assert.Equal(Enumerable.Range(0, lines.Length).Select(i => $"line {i}"), lines);
        Assert.InRange(lines.Length, 1, 19_999);
        Assert.Equal(["one", "two"], run.Seen[0].Except(lines));
        Assert.Equal([$"s3://{bucket}/cut.gz", $"s3://{bucket}/nothing.gz"], run.Letters.Select(letter => letter.Source).Order());
    }

    [Fact]
    public void A_large_object_is_read_by_several_partitions_each_line_once()
    {
        string bucket = _server.Bucket();
        string[] lines = [.. Enumerable.Range(0, 60_000).Select(i => $"line {i} that makes the object long enough to be cut in pieces")];
        _server.Put(bucket, "large", string.Join('\n', lines));
        using var run = new Run(bucket, "", _server.Reading());
        run.Engine.Tick();
        Assert.Equal(lines, run.Seen[0]);
    }

    [Fact]
    public void It_is_a_source_that_can_be_read_again()
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url); // the contract's clock begins in 1970, and so must the objects
        proxy.Listing = static (listing, _) =>
            Regex.Replace(listing, "<LastModified>[^<]*", "<LastModified>1970-01-01T00:00:00.000Z");
        LawAssert.AllHold(SourceContract.Check(new SourceUnderTest<Utf8Slice>
        {
            Open = context => context.S3TextStream($"s3://{bucket}/in/", _server.Reading(proxy.Url)),
            Feed = batch => _server.Put(bucket, $"in/{batch}", $"batch {batch}, a\nbatch {batch}, b of a length that is not held in place"),
        }), SourceContract.Joins, SourceContract.Split, SourceContract.Whole);
    }

    [Fact]
    public void State_has_each_line_once_after_crashes_and_an_object_that_was_replaced_is_said_and_not_read()
    {
        string bucket = _server.Bucket();
        using var log = new LogCapture();
        using var lives = new Lives(2, context => context.S3TextStream($"s3://{bucket}/in", _server.Reading()).Map(line => line.ToString()))
        {
            Logs = log,
        };
        lives.Pass(DateTimeOffset.FromUnixTimeMilliseconds(Run.Start) - DateTimeOffset.UnixEpoch);
        _server.Put(bucket, "in/a", "a");
        lives.Live(1);
        _server.Put(bucket, "in/b", "b");
        lives.Live(1);
        Assert.DoesNotContain(log.Entries, entry => entry.Id == 1006);
        _server.Put(bucket, "in/b", "other");
        lives.Live(2);
        Assert.Equal(["a", "b", "", ""], lives.Seen.Values.Select(runs => runs[^1] is "" && runs.Count > 1 ? runs[0] : runs[^1]));
        Assert.DoesNotContain(lives.Seen.Values.SelectMany(runs => runs), text => text.Contains("other", StringComparison.Ordinal));
        Assert.Contains(log.Entries, entry => entry.Message.Contains("was replaced since it was read", StringComparison.Ordinal));
    }

    [Fact]
    public void An_object_that_is_replaced_is_said_and_not_read()
    {
        string bucket = _server.Bucket();
        using var run = new Run(bucket, "", _server.Reading());
        _server.Put(bucket, "a", "first");
        run.Engine.Tick();
        _server.Put(bucket, "a", "second");
        run.Engine.Tick(2);
        Assert.Equal([["first"], [], []], run.Seen);
        string warning = Assert.Single(run.Warnings);
        Assert.Contains("was replaced after it was read", warning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_away_for_a_second_costs_no_line_and_repeats_none()
    {
        using var server = new S3Server();
        string bucket = server.Bucket();
        using var run = new Run(bucket, "", server.Reading());
        server.Put(bucket, "a", "a");
        run.Engine.Tick();
        server.End();
        run.Engine.Tick(2);
        server.Begin();
        server.Put(bucket, "b", "b");
        run.Engine.Tick();
        Assert.Equal([["a"], [], [], ["b"]], run.Seen);
        Assert.All(run.Warnings, warning => Assert.Contains("could not be listed", warning, StringComparison.Ordinal));
        Assert.Equal(2, run.Warnings.Length);
    }

    [Fact]
    public void An_access_key_that_is_refused_gives_empty_batches_and_says_what_to_do_without_secrets()
    {
        string bucket = _server.Bucket();
        S3ReadOptions options = _server.Reading();
        options.AccessKey = "NOBODY";
        using var run = new Run(bucket, "", options);
        run.Engine.Tick();
        Assert.Equal([[]], run.Seen);
        string warning = Assert.Single(run.Warnings);
        Assert.Contains("Correct the access key", warning, StringComparison.Ordinal);
        Assert.DoesNotContain(S3Server.Secret, warning + options, StringComparison.Ordinal);
        Assert.DoesNotContain("NOBODY", options.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_bucket_that_is_missing_is_said_until_it_is_there()
    {
        using var run = new Run("nobody-made-it", "", _server.Reading());
        run.Engine.Tick();
        Assert.Contains("Create the bucket", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void What_breaks_off_while_it_is_read_is_read_on_where_it_broke()
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url);
        string[] lines = [.. Enumerable.Range(0, 30_000).Select(i => $"line {i} of an object that breaks off")];
        byte[] bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        _server.Put(bucket, "a", bytes);
        int gets = 0;
        proxy.Answer = async (context, target) =>
        {
            if (context.Request.Method != "GET" || target.Contains("list-type", StringComparison.Ordinal))
            {
                return false;
            }

            switch (++gets)
            {
                case 1:
                    context.Response.Headers.ETag = _server.ETag(bucket, "a");
                    context.Response.ContentLength = bytes.Length;
                    await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 3));
                    context.Abort();
                    return true;
                case 2 or 3:
                    return await ObjectProxy.RefuseAsync(context, 503, "SlowDown");
                default:
                    return false;
            }
        };
        using var run = new Run(bucket, "", _server.Reading(proxy.Url), partitions: 1);
        run.Engine.Tick();
        Assert.Equal(lines, run.Seen[0]);
        Assert.Contains(proxy.Requests, request => request.StartsWith("GET", StringComparison.Ordinal));
        Assert.Contains("cannot be read from byte", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "NoSuchKey", "Keep objects until")]
    [InlineData(412, "PreconditionFailed", "It was replaced")]
    [InlineData(200, "", "it is another object now")]
    public void An_object_that_goes_between_looking_and_reading_is_a_dead_letter_and_the_others_are_read(int status, string code,
        string reason)
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url);
        _server.Put(bucket, "a", "a");
        _server.Put(bucket, "lost", "lost");
        proxy.Answer = async (context, target) =>
        {
            if (context.Request.Method != "GET" || !target.Contains("lost", StringComparison.Ordinal))
            {
                return false;
            }

            context.Response.Headers.ETag = "\"another\"";
            return status == 200 || await ObjectProxy.RefuseAsync(context, status, code);
        };
        using var run = new Run(bucket, "", _server.Reading(proxy.Url));
        run.Engine.Tick();
        run.Engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal([["a"]], run.Seen);
        DeadLetter letter = Assert.Single(run.Letters);
        Assert.Equal($"s3://{bucket}/lost", letter.Source);
        Assert.Contains(reason, letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_may_not_be_looked_at_is_tried_again_and_the_others_are_read()
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url);
        _server.Put(bucket, "a", "a");
        _server.Put(bucket, "closed", "closed");
        bool isClosed = true;
        proxy.Answer = async (context, target) => isClosed && context.Request.Method == "HEAD"
            && target.Contains("closed", StringComparison.Ordinal) && await ObjectProxy.RefuseAsync(context, 403, "");
        using var run = new Run(bucket, "", _server.Reading(proxy.Url));
        run.Engine.Tick(2);
        isClosed = false;
        run.Engine.Tick();
        Assert.Equal([["a"], [], ["closed"]], run.Seen);
        Assert.Equal(2, run.Warnings.Length);
        Assert.Contains("Give these credentials the right", run.Warnings[0], StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_lies_in_an_archive_is_said_and_the_others_are_read()
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url);
        _server.Put(bucket, "a", "a");
        _server.Put(bucket, "cold", "cold");
        proxy.Answer = (context, target) =>
        {
            bool isCold = context.Request.Method == "HEAD" && target.Contains("cold", StringComparison.Ordinal);
            if (isCold)
            {
                context.Response.Headers["x-amz-storage-class"] = "GLACIER";
                context.Response.Headers.ETag = "\"0\"";
                context.Response.ContentLength = 4;
            }

            return Task.FromResult(isCold);
        };
        using var run = new Run(bucket, "", _server.Reading(proxy.Url));
        run.Engine.Tick();
        Assert.Equal([["a"]], run.Seen);
        Assert.Contains("restore it first", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<NextContinuationToken>again</NextContinuationToken>")]
    public void A_listing_that_never_ends_is_refused(string next)
    {
        using var proxy = new ObjectProxy(_server.Url);
        proxy.Answer = async (context, _) =>
        {
            context.Response.ContentType = "application/xml";
            await context.Response.WriteAsync($"<ListBucketResult><IsTruncated>true</IsTruncated>{next}</ListBucketResult>");
            return true;
        };
        using var run = new Run("plant", "", _server.Reading(proxy.Url));
        run.Engine.Tick();
        Assert.Contains("says that there is more, and not where", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_away_for_longer_than_it_is_tried_fails_the_batch_and_says_so()
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url);
        _server.Put(bucket, "a", "a");
        proxy.Answer = async (context, target) => context.Request.Method == "GET" && target.Contains("/a", StringComparison.Ordinal)
            && await ObjectProxy.RefuseAsync(context, 503, "SlowDown");
        S3ReadOptions options = _server.Reading(proxy.Url);
        options.RetryFor = TimeSpan.FromMilliseconds(200);
        using var run = new Run(bucket, "", options);
        run.Engine.Tick();
        Assert.Contains("could not be read from byte 0 on", run.Engine.Failure().ToString(), StringComparison.Ordinal);
        Assert.Empty(run.Letters);
    }

    [Theory]
    [InlineData("s3:/bucket")]
    [InlineData("http://bucket/a")]
    [InlineData("s3:///a")]
    [InlineData("s3://user:secret@bucket/a")]
    public void What_is_no_address_is_refused(string address)
    {
        using var engine = new Engine();
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => engine.Context.S3TextStream(address));
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_cannot_be_are_refused()
    {
        using var engine = new Engine();
        Assert.Throws<ArgumentException>(() => engine.Context.S3TextStream("s3://b/a", new S3ReadOptions { AccessKey = "key" }));
        Assert.Throws<ArgumentException>(() => new S3ReadOptions { ServiceUrl = "http://user:secret@host" });
        Assert.Throws<ArgumentOutOfRangeException>(() => new S3ReadOptions { RequestsInFlight = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new S3WriteOptions { PartBytes = 1 });
    }

    private static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    /// <summary>A context that reads from a bucket, on a clock that is ahead of the server's, with what it saw.</summary>
    private sealed class Run : IDisposable
    {
        private readonly LogCapture _log = new();

        public Run(string bucket, string path, S3ReadOptions options, int partitions = 2)
        {
            Engine = new Engine(partitions, with =>
            {
                with.LoggerFactory = _log;
                with.DeadLetters = Letters.Enqueue;
            }, startMilliseconds: Start);
            Seen = Engine.Collect(Engine.Context.S3TextStream($"s3://{bucket}/{path}", options).Map(line => line.ToString()));
        }

        public static long Start => DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeMilliseconds() / 1000 * 1000;

        public Engine Engine { get; }

        public List<List<string>> Seen { get; }

        public System.Collections.Concurrent.ConcurrentQueue<DeadLetter> Letters { get; } = [];

        /// <summary>What the input reported.</summary>
        public string[] Warnings => [.. _log.Entries.Where(entry => entry.Id == 1006).Select(entry => entry.Message)];

        public void Dispose() => Engine.Dispose();
    }
}

using System.Collections.Concurrent;
using System.Text;
using HotStream.Testing;
using HotStream.Tests.Connectors.AzureBlobs;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;
using Microsoft.AspNetCore.Http;

namespace HotStream.Tests.Connectors.Hdfs;

public sealed class HdfsTextStreamTests : IDisposable
{
    private readonly HdfsStandIn _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void Files_become_lines_once_in_the_order_of_their_names()
    {
        using var run = new Run("/in", _cluster.Reading());
        _cluster.Put("/in/b", "b1\nb2");
        _cluster.Put("/in/a", "a1\n");
        _cluster.Put("/in/deep/c", "not directly below");
        foreach (string hidden in (string[])["/in/.hidden", "/in/_SUCCESS", "/in/d._COPYING_"])
        {
            _cluster.Put(hidden, "hidden");
        }

        _cluster.Put("/in/empty", "");
        _cluster.Put("/in/packed.gz", BlobRun.Gzip("c\n"));
        run.Engine.Tick();
        _cluster.Put("/in/later", "later");
        run.Engine.Tick(2);
        Assert.Equal([["a1", "b1", "b2", "c"], ["later"], []], run.Seen);
        Assert.Empty(run.Warnings);
        Assert.All(_cluster.Requests, request => Assert.Contains("user.name=plant", request, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/**/*.log", 4)]
    [InlineData("/in/*/*.log", 2)]
    [InlineData("/in/{a b,ü}/*", 2)]
    public void Patterns_go_over_directories_and_only_as_deep_as_they_must(string pattern, int files)
    {
        string[] names = ["/in/a b/c d&e=?.log", "/in/ü/日本.log", "/in/100%25/y/deep+.log", "/x.log"];
        foreach (string name in names)
        {
            _cluster.Put(name, name);
        }

        _cluster.Put("/in/_temporary/z.log", "hidden");
        using var run = new Run(pattern, _cluster.Reading());
        run.Engine.Tick();
        Assert.Equal(files, run.Seen[0].Count);
        Assert.All(run.Seen[0], line => Assert.Contains(line, names));
        Assert.DoesNotContain(_cluster.Requests, request => request.Contains("_temporary", StringComparison.Ordinal));
        Assert.Equal(files == 4, _cluster.Requests.Any(request => request.Contains("/y?op=LISTSTATUS", StringComparison.Ordinal)));
    }

    [Fact]
    public void It_is_a_source_that_can_be_read_again()
    {
        long modified = 0; // the contract's clock begins in 1970, and so must the files
        _cluster.Put("/in/.keep", "the directory is there");
        LawAssert.AllHold(SourceContract.Check(new SourceUnderTest<Utf8Slice>
        {
            Open = context => context.HdfsTextStream("/in/", _cluster.Reading()),
            Feed = batch => _cluster.Put($"/in/{batch}",
                Encoding.UTF8.GetBytes($"batch {batch}, a\nbatch {batch}, b of a length that is not held in place"), ++modified),
        }), SourceContract.Joins, SourceContract.Split, SourceContract.Whole);
    }

    [Fact]
    public void State_has_each_line_once_after_crashes_and_a_file_that_was_replaced_is_said_and_not_read()
    {
        using var log = new LogCapture();
        using var lives = new Lives(2, context => context.HdfsTextStream("/in", _cluster.Reading()).Map(line => line.ToString()))
        {
            Logs = log,
        };
        lives.Pass(DateTimeOffset.FromUnixTimeMilliseconds(BlobRun.Start) - DateTimeOffset.UnixEpoch);
        _cluster.Put("/in/a", "a");
        lives.Live(1);
        _cluster.Put("/in/b", "b");
        lives.Live(1);
        Assert.DoesNotContain(log.Entries, entry => entry.Id == 1006);
        _cluster.Put("/in/b", "o");
        lives.Live(2);
        Assert.Equal(["a", "b", "", ""], lives.Seen.Values.Select(runs => runs[^1] is "" && runs.Count > 1 ? runs[0] : runs[^1]));
        Assert.DoesNotContain(lives.Seen.Values.SelectMany(runs => runs), text => text.Contains('o', StringComparison.Ordinal));
        Assert.Contains(log.Entries, entry => entry.Message.Contains("was replaced since it was read", StringComparison.Ordinal));
    }

    [Fact]
    public void A_cluster_that_is_away_for_a_while_costs_no_line_and_repeats_none()
    {
        using var run = new Run("/in", _cluster.Reading());
        _cluster.Put("/in/a", "a");
        run.Engine.Tick();
        _cluster.End();
        run.Engine.Tick(2);
        _cluster.Begin();
        _cluster.Put("/in/b", "b");
        run.Engine.Tick();
        Assert.Equal([["a"], [], [], ["b"]], run.Seen);
        Assert.All(run.Warnings, warning => Assert.Contains("could not be listed", warning, StringComparison.Ordinal));
        Assert.Equal(2, run.Warnings.Length);
    }

    [Fact]
    public void Of_several_NameNodes_the_active_one_is_asked_and_the_next_one_when_it_stands_by()
    {
        using var other = new HdfsStandIn();
        using var gone = new HdfsStandIn();
        HdfsReadOptions options = _cluster.Reading();
        options.NameNodes = [gone.NameNode, _cluster.NameNode, other.NameNode];
        gone.End();
        _cluster.Answer = StandByAsync;
        other.Put("/in/a", "a");
        _cluster.Put("/in/b", "b");
        using var run = new Run("/in", options);
        run.Engine.Tick();
        int askedBefore = _cluster.Requests.Count;
        run.Engine.Tick();
        Assert.Equal(askedBefore, _cluster.Requests.Count); // the one that answered is remembered
        other.Answer = StandByAsync;
        _cluster.Answer = null;
        run.Engine.Tick();
        _cluster.Answer = StandByAsync;
        run.Engine.Tick();
        Assert.Equal([["a"], [], ["b"], []], run.Seen);
        Assert.Contains("could not be listed", Assert.Single(run.Warnings), StringComparison.Ordinal);

        static Task<bool> StandByAsync(HttpContext context, string operation, bool isDataNode) =>
            HdfsStandIn.RefuseAsync(context, 403, "StandbyException", "Operation category READ is not supported in state standby");
    }

    [Fact]
    public void What_breaks_off_while_it_is_read_is_read_on_where_it_broke()
    {
        string[] lines = [.. Enumerable.Range(0, 30_000).Select(i => $"line {i} of a file that breaks off")];
        byte[] bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        _cluster.Put("/in/a", bytes);
        int opened = 0;
        _cluster.Answer = async (context, operation, isDataNode) =>
        {
            if (operation != "OPEN" || !isDataNode || ++opened > 2)
            {
                return false;
            }

            if (opened == 2)
            {
                return await HdfsStandIn.RefuseAsync(context, 403, "IOException", "Failed to find datanode");
            }

            context.Response.ContentLength = bytes.Length;
            await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 3));
            context.Abort();
            return true;
        };
        using var run = new Run("/in", _cluster.Reading(), partitions: 1);
        run.Engine.Tick();
        Assert.Equal(lines, run.Seen[0]);
        Assert.Contains("cannot be read from byte", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gone", "FileNotFoundException")]
    [InlineData("replaced", "it is another file now")]
    [InlineData("longer", "the server sends 9 bytes from 0 on, of a file of 4")]
    public void A_file_that_goes_between_looking_and_reading_is_a_dead_letter_and_the_others_are_read(string how, string reason)
    {
        _cluster.Put("/in/a", "a");
        _cluster.Put("/in/lost", "lost");
        int asked = 0;
        _cluster.Answer = async (context, operation, isDataNode) =>
        {
            if (!$"{context.Request.Path}".EndsWith("/lost", StringComparison.Ordinal))
            {
                return false;
            }

            if (how == "replaced" && operation == "GETFILESTATUS" && ++asked == 2)
            {
                _cluster.Put("/in/lost", "lost");
            }
            else if (how == "longer" && operation == "OPEN" && isDataNode)
            {
                context.Response.ContentLength = 9;
                await context.Response.Body.WriteAsync("lost\nlost"u8.ToArray());
                return true;
            }

            return how == "gone" && operation == "OPEN" && isDataNode
                && await HdfsStandIn.RefuseAsync(context, 404, "FileNotFoundException", "File does not exist: /in/lost");
        };
        using var run = new Run("/in", _cluster.Reading());
        run.Engine.Tick();
        run.Engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal([["a"]], run.Seen);
        DeadLetter letter = Assert.Single(run.Letters);
        Assert.Equal("hdfs:/in/lost", letter.Source);
        Assert.Contains(reason, letter.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x?delegation=" + HdfsStandIn.Token)]
    [InlineData("file:///etc/passwd")]
    [InlineData("/webhdfs/v1/in/a?delegation=" + HdfsStandIn.Token)]
    [InlineData("http://user:" + HdfsStandIn.Token + "@127.0.0.1/x")]
    public void Only_http_is_followed_and_no_token_is_shown(string location)
    {
        _cluster.Put("/in/a", "a");
        _cluster.Location = _ => location;
        HdfsReadOptions options = _cluster.Reading();
        (options.UserName, options.DelegationToken) = (null, HdfsStandIn.Token);
        using var run = new Run("/in", options);
        run.Engine.Tick();
        string failure = run.Engine.Failure().ToString();
        Assert.Contains("which is not followed", failure, StringComparison.Ordinal);
        Assert.DoesNotContain(HdfsStandIn.Token, failure + options, StringComparison.Ordinal);
        Assert.All(_cluster.Requests, request => Assert.Contains("delegation=" + HdfsStandIn.Token, request, StringComparison.Ordinal));
    }

    [Fact]
    public void A_DataNode_that_is_away_is_tried_again_and_the_token_in_its_address_is_not_shown()
    {
        _cluster.Put("/in/a", "a");
        _cluster.Location = _ => "http://127.0.0.1:9/webhdfs/v1/in/a?op=OPEN&delegation=" + HdfsStandIn.Token;
        HdfsReadOptions options = _cluster.Reading();
        options.RetryFor = TimeSpan.FromMilliseconds(200);
        using var run = new Run("/in", options);
        run.Engine.Tick();
        string failure = run.Engine.Failure().ToString();
        Assert.Contains("could not be read from byte 0 on", failure, StringComparison.Ordinal);
        Assert.DoesNotContain(HdfsStandIn.Token, failure + string.Join('\n', run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(401, "SecurityException", "set UserName, or DelegationToken")]
    [InlineData(403, "AccessControlException", "Give the user the right")]
    [InlineData(403, "InvalidToken", "Renew DelegationToken")]
    [InlineData(403, "SafeModeException", "safe mode")]
    [InlineData(404, "FileNotFoundException", "create the directory")]
    [InlineData(500, "", "It may pass")]
    public void What_cannot_be_listed_gives_empty_batches_and_says_what_to_do(int status, string exception, string remedy)
    {
        _cluster.Answer = (context, _, _) => HdfsStandIn.RefuseAsync(context, status, exception);
        using var run = new Run("/in", _cluster.Reading());
        run.Engine.Tick();
        Assert.Equal([[]], run.Seen);
        Assert.Contains(remedy, Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"FileStatuses":{"FileStatus":[{"pathSuffix":"../../etc/passwd","type":"FILE","length":1}]}}""", null)]
    [InlineData("""{"FileStatuses":{"FileStatus":[null,{}]}}""", null)]
    [InlineData("""{"FileStatuses":{}}""", "Is the address that of WebHDFS?")]
    [InlineData("""{"FileStatuses":""", "Is the address that of WebHDFS?")]
    [InlineData("<html>a page of another server</html>", "Is the address that of WebHDFS?")]
    public void An_answer_that_lies_ends_nothing(string body, string? warning)
    {
        _cluster.Answer = async (context, _, _) =>
        {
            await context.Response.WriteAsync(body);
            return true;
        };
        using var run = new Run("/in", _cluster.Reading());
        run.Engine.Tick();
        Assert.Equal([[]], run.Seen);
        Assert.Equal(warning is null ? 0 : 1, run.Warnings.Length);
        Assert.All(run.Warnings, text => Assert.Contains(warning!, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Paths_and_options_that_cannot_be_are_refused()
    {
        using var engine = new Engine();
        foreach (string path in (string[])["in", "hdfs://user:secret@host/in", "/in/../etc", "/in//a"])
        {
            ArgumentException refusal = Assert.Throws<ArgumentException>(() => engine.Context.HdfsTextStream(path, _cluster.Reading()));
            Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
        }

        Assert.Throws<ArgumentException>(() => engine.Context.HdfsTextStream("/in", new HdfsReadOptions()));
        Assert.Throws<ArgumentException>(() => engine.Context.HdfsTextStream("/in",
            new HdfsReadOptions { NameNodes = [_cluster.NameNode], UserName = "plant", DelegationToken = HdfsStandIn.Token }));
        foreach (string address in (string[])["hdfs://host:8020", "http://me:secret@host", "http://host/dfs", "http://host?a=b", "host"])
        {
            Assert.Throws<ArgumentException>(() => new HdfsReadOptions { NameNodes = [address] });
        }

        Assert.Throws<ArgumentException>(() => new HdfsReadOptions { NameNodes = ["http://a:1", "https://b:1"] });
        Assert.Throws<ArgumentOutOfRangeException>(() => new HdfsWriteOptions { PartBytes = 1 });
    }

    /// <summary>A context that reads from a cluster, on a clock that is ahead of it, with what it saw.</summary>
    private sealed class Run : IDisposable
    {
        private readonly LogCapture _log = new();

        public Run(string path, HdfsReadOptions options, int partitions = 2)
        {
            Engine = new Engine(partitions, with =>
            {
                with.LoggerFactory = _log;
                with.DeadLetters = Letters.Enqueue;
            }, startMilliseconds: BlobRun.Start);
            Seen = Engine.Collect(Engine.Context.HdfsTextStream(path, options).Map(line => line.ToString()));
        }

        public Engine Engine { get; }

        public List<List<string>> Seen { get; }

        public ConcurrentQueue<DeadLetter> Letters { get; } = [];

        /// <summary>What the input reported.</summary>
        public string[] Warnings => [.. _log.Entries.Where(entry => entry.Id == 1006).Select(entry => entry.Message)];

        public void Dispose() => Engine.Dispose();
    }
}

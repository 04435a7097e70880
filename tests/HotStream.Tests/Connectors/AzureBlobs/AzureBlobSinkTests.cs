using System.Globalization;
using System.IO.Compression;
using System.Text;
using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;
using LawsOfSinks = HotStream.Testing.SinkContract;

namespace HotStream.Tests.Connectors.AzureBlobs;

[Collection(AzuriteCollection.Name)]
public sealed class AzureBlobSinkTests(AzuriteFixture fixture)
{
    private readonly AzuriteServer _server = fixture.Server;

    [Fact]
    public void It_stores_each_batch_once_also_over_a_server_that_goes_away()
    {
        using var server = new AzuriteServer();
        string container = server.Container();
        LawAssert.AllHold(LawsOfSinks.Check(new SinkUnderTest<double>
        {
            Write = stream => stream.SaveToAzureBlobs($"azure://{container}/out", RecordEncoders.Bytes<double>((value, output) =>
            {
                string text = double.IsNaN(value) ? throw new FormatException("NaN") : value.ToString("R", CultureInfo.InvariantCulture);
                Encoding.UTF8.GetBytes(text, output);
            }), server.Writing()),
            Stored = () => server.Lines(container).Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
            Record = number => number,
            Poison = [double.NaN],
            Break = () => server.End(graceful: true),
            Repair = server.Begin,
        }), LawsOfSinks.Keyed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_last_batch_replaces_itself_after_a_restart(bool createOnly)
    {
        string container = _server.Container();
        AzureBlobWriteOptions options = _server.Writing();
        options.CreateOnly = createOnly; // then it finds what it had made, and leaves it
        using (var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}-a", $"{number}-b"]);
            input.SaveToAzureBlobs($"azure://{container}/out/", options);
            return input;
        }))
        {
            lives.Live(2);
            lives.Live(1);
        }

        Assert.Equal(["0-a", "0-b", "1-a", "1-b", "2-a", "2-b"], _server.Lines(container).Order());
        Assert.All(_server.Names(container), name => Assert.Matches("^out/[0-9]{4}-[0-9a-f]{16}-0000[01][.]txt$", name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_large_blob_goes_in_blocks(bool gzip)
    {
        string container = _server.Container();
        using ObjectProxy proxy = _server.Proxy();
        AzureBlobWriteOptions options = _server.Writing(_server.Behind(proxy));
        (options.PartBytes, options.Gzip, options.Extension) = (64 << 10, gzip, ".log");
        var random = new Random(1);
        string[] records = [.. Enumerable.Range(0, 100).Select(i => $"{i} {Convert.ToHexString(Bytes(random, 5_000))}")];
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue(records).SaveToAzureBlobs($"azure://{container}/out", options);
            engine.Tick();
            engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        }

        string name = Assert.Single(_server.Names(container));
        Assert.EndsWith(gzip ? "-00000.log.gz" : "-00000.log", name, StringComparison.Ordinal);
        using var stored = new MemoryStream(_server.Bytes(container, name));
        using var text = new StreamReader(gzip ? new GZipStream(stored, CompressionMode.Decompress) : stored);
        Assert.Equal(records, text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        int blocks = proxy.Requests.Count(request => request.Contains("comp=block&", StringComparison.Ordinal));
        Assert.InRange(blocks, 4, 20);
    }

    [Fact]
    public void Of_a_batch_that_fails_nothing_is_seen()
    {
        string container = _server.Container();
        AzureBlobWriteOptions options = _server.Writing();
        options.PartBytes = 64 << 10;
        string large = new('x', 10_000);
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue([.. Enumerable.Range(0, 600)])
                .Map(i => i == 599 ? throw new InvalidDataException("made to fail") : large)
                .SaveToAzureBlobs($"azure://{container}/out", options);
            engine.Tick();
            engine.Failure();
        }

        Assert.Empty(_server.Names(container));
    }

    [Theory]
    [InlineData("same", false)]
    [InlineData("longer than before", true)]
    public void A_blob_that_is_there_is_never_replaced_when_so_asked(string again, bool fails)
    {
        string container = _server.Container();
        AzureBlobWriteOptions options = _server.Writing();
        options.CreateOnly = true;
        string query = "";
        foreach (string text in (string[])["once", again])
        {
            using var engine = new Engine(partitions: 1, startMilliseconds: 1000);
            query = engine.Context.QueryId;
            engine.Queue([text]).SaveToAzureBlobs($"azure://{container}/out", options);
            if (text != "once")
            {
                string first = Assert.Single(_server.Names(container)); // another query: under the name that it will take
                _server.Put(container, $"out/2000-{query}-00000.txt", _server.Bytes(container, first));
                _server.Delete(container, first);
            }

            engine.Tick();
            if (text != "once" && fails)
            {
                Assert.Contains("409 BlobAlreadyExists", engine.Failure().ToString(), StringComparison.Ordinal);
            }
            else
            {
                engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
            }
        }

        Assert.Equal(["once"], _server.Lines(container));
    }

    [Theory]
    [InlineData(403, "AuthenticationFailed", "Correct the key")]
    [InlineData(403, "AuthorizationFailure", "Networks of the account")]
    [InlineData(404, "ContainerNotFound", "Create the container")]
    [InlineData(409, "BlobImmutableDueToPolicy", "CreateOnly")]
    [InlineData(400, "InvalidHeaderValue", "Correct the address or the options")]
    public void A_refusal_fails_the_batch_at_once_says_what_to_do_and_is_no_dead_letter(int status, string code, string remedy)
    {
        using ObjectProxy proxy = _server.Proxy();
        proxy.Answer = (context, _) => ObjectProxy.RefuseAsync(context, status, code);
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, options => options.DeadLetters = letters.Add);
        engine.Queue(["a"]).SaveToAzureBlobs("azure://plant/out", _server.Writing(_server.Behind(proxy)));
        engine.Tick();
        string failure = engine.Failure().ToString();
        Assert.Contains(remedy, failure, StringComparison.Ordinal);
        Assert.DoesNotContain(AzuriteServer.Key, failure, StringComparison.Ordinal);
        Assert.Empty(letters);
        Assert.Single(proxy.Requests);
    }

    [Theory]
    [InlineData(503, "ServerBusy")]
    [InlineData(500, "InternalError")]
    [InlineData(429, "TooManyRequests")]
    public void What_may_pass_is_tried_again(int status, string code)
    {
        string container = _server.Container();
        using ObjectProxy proxy = _server.Proxy();
        int asked = 0;
        proxy.Answer = async (context, _) => ++asked <= 2 && await ObjectProxy.RefuseAsync(context, status, code);
        using var engine = new Engine(partitions: 1);
        engine.Queue(["a"]).SaveToAzureBlobs($"azure://{container}/out", _server.Writing(_server.Behind(proxy)));
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["a"], _server.Lines(container));
        Assert.Equal(3, asked);
    }

    [Fact]
    public void A_server_that_hangs_is_tried_again_until_the_batch_fails()
    {
        using ObjectProxy proxy = _server.Proxy();
        proxy.Answer = async (context, _) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        AzureBlobWriteOptions options = _server.Writing(_server.Behind(proxy));
        (options.Timeout, options.RetryFor) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
        using var engine = new Engine(partitions: 1);
        engine.Queue(["a"]).SaveToAzureBlobs("azure://plant/out", options);
        engine.Tick();
        Assert.Contains("gave no answer in time", engine.Failure().ToString(), StringComparison.Ordinal);
        Assert.InRange(proxy.Requests.Count, 2, int.MaxValue);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_blob_whose_last_answer_was_lost_is_seen_to_be_complete(bool createOnly)
    {
        string container = _server.Container();
        using ObjectProxy proxy = _server.Proxy();
        AzureBlobWriteOptions options = _server.Writing(_server.Behind(proxy));
        (options.PartBytes, options.CreateOnly) = (64 << 10, createOnly);
        int completed = 0;
        proxy.Answered = (context, target) =>
        {
            if (target.Contains("comp=blocklist", StringComparison.Ordinal) && ++completed == 1)
            {
                context.Abort(); // the server has done it, and nobody heard
            }
        };
        using var engine = new Engine(partitions: 1);
        engine.Queue([.. Enumerable.Range(0, 100).Select(_ => new string('x', 6_000))])
            .SaveToAzureBlobs($"azure://{container}/out", options);
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(100, _server.Lines(container).Length);
        Assert.Equal(2, completed);
    }

    [Fact]
    public void Two_outputs_of_a_program_need_two_addresses()
    {
        string container = _server.Container();
        using var engine = new Engine(partitions: 1);
        DStream<string> input = engine.Queue(["a"]);
        input.SaveToAzureBlobs($"azure://{container}/out", _server.Writing());
        input.Map(text => text.Length).SaveToAzureBlobs($"azure://{container}/out/", _server.Writing());
        engine.Tick();
        Assert.Contains("path of its own", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_it_writes_is_read_by_the_stream_of_lines()
    {
        string container = _server.Container();
        using (var engine = new Engine(partitions: 2))
        {
            engine.Queue(["a", "b", "c"]).SaveToAzureBlobs($"azure://{container}/päth with+signs", _server.Writing());
            engine.Tick();
        }

        using var run = new BlobRun(container, "päth with+signs/*.txt", _server.Reading());
        run.Engine.Tick();
        Assert.Equal(["a", "b", "c"], run.Seen[0].Order());
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count / 2];
        random.NextBytes(bytes);
        return bytes;
    }
}

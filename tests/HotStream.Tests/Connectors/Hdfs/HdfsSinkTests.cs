using System.Globalization;
using System.IO.Compression;
using System.Text;
using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;
using LawsOfSinks = HotStream.Testing.SinkContract;

namespace HotStream.Tests.Connectors.Hdfs;

public sealed class HdfsSinkTests : IDisposable
{
    private readonly HdfsStandIn _cluster = new();

    public void Dispose() => _cluster.Dispose();

    [Fact]
    public void It_stores_each_batch_once_also_over_a_cluster_that_goes_away()
    {
        LawAssert.AllHold(LawsOfSinks.Check(new SinkUnderTest<double>
        {
            Write = stream => stream.SaveToHdfs("/out", RecordEncoders.Bytes<double>((value, output) =>
            {
                string text = double.IsNaN(value) ? throw new FormatException("NaN") : value.ToString("R", CultureInfo.InvariantCulture);
                Encoding.UTF8.GetBytes(text, output);
            }), _cluster.Writing()),
            Stored = () => _cluster.Lines().Select(text => double.Parse(text, CultureInfo.InvariantCulture)),
            Record = number => number,
            Poison = [double.NaN],
            Break = _cluster.End,
            Repair = _cluster.Begin,
        }), LawsOfSinks.Keyed);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_last_batch_replaces_itself_after_a_restart(bool knowsOverwrite)
    {
        _cluster.KnowsOverwrite = knowsOverwrite;
        using (var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}-a", $"{number}-b"]);
            input.SaveToHdfs("/out/", _cluster.Writing());
            return input;
        }))
        {
            lives.Live(2);
            lives.Live(1);
        }

        Assert.Equal(["0-a", "0-b", "1-a", "1-b", "2-a", "2-b"], _cluster.Lines().Order());
        Assert.All(_cluster.Names, name => Assert.Matches("^/out/[0-9]{4}-[0-9a-f]{16}-0000[01][.]txt$", name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_large_file_is_appended_to_in_order_and_a_part_whose_answer_was_lost_is_not_there_twice(bool gzip)
    {
        HdfsWriteOptions options = _cluster.Writing();
        (options.PartBytes, options.Gzip) = (64 << 10, gzip);
        int appended = 0;
        _cluster.Answer = async (context, operation, isDataNode) =>
        {
            if (operation != "APPEND" || !isDataNode || ++appended != 2)
            {
                return false;
            }

            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            string path = context.Request.Path.Value!["/webhdfs/v1".Length..];
            _cluster.Put(path, [.. _cluster.Bytes(path), .. body.ToArray()]);
            context.Abort(); // it has it, and nobody heard
            return true;
        };
        var random = new Random(1);
        string[] records = [.. Enumerable.Range(0, 100).Select(i => $"{i} {Convert.ToHexString(Bytes(random, 5_000))}")];
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue(records).SaveToHdfs("/out", options);
            engine.Tick();
            engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        }

        string name = Assert.Single(_cluster.Names);
        using var stored = new MemoryStream(_cluster.Bytes(name));
        using var text = new StreamReader(gzip ? new GZipStream(stored, CompressionMode.Decompress) : stored);
        Assert.Equal(records, text.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.InRange(appended, 3, 20);
    }

    [Fact]
    public void A_part_of_which_only_some_arrived_fails_the_batch_and_leaves_nothing()
    {
        HdfsWriteOptions options = _cluster.Writing();
        options.PartBytes = 64 << 10;
        _cluster.Answer = (context, operation, isDataNode) =>
        {
            bool breaks = operation == "APPEND" && isDataNode;
            if (breaks)
            {
                string path = context.Request.Path.Value!["/webhdfs/v1".Length..];
                _cluster.Put(path, [.. _cluster.Bytes(path), 1, 2, 3]);
                context.Abort();
            }

            return Task.FromResult(breaks);
        };
        using (var engine = new Engine(partitions: 1))
        {
            engine.Queue([.. Enumerable.Range(0, 100).Select(_ => new string('x', 6_000))]).SaveToHdfs("/out", options);
            engine.Tick();
            Assert.Contains("part 1 broke off", engine.Failure().ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(_cluster.Names);
    }

    [Fact]
    public void A_rename_whose_answer_was_lost_is_seen_to_be_done()
    {
        HdfsWriteOptions options = _cluster.Writing();
        options.PartBytes = 64 << 10;
        int renamed = 0;
        _cluster.Answer = (context, operation, _) =>
        {
            bool isLost = operation == "RENAME" && ++renamed == 1;
            if (isLost)
            {
                string path = context.Request.Path.Value!["/webhdfs/v1".Length..];
                _cluster.Put($"{context.Request.Query["destination"]}", _cluster.Bytes(path));
                _cluster.Delete(path);
                context.Abort();
            }

            return Task.FromResult(isLost);
        };
        using var engine = new Engine(partitions: 1);
        engine.Queue([.. Enumerable.Range(0, 100).Select(_ => new string('x', 6_000))]).SaveToHdfs("/out", options);
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(100, _cluster.Lines().Length);
        Assert.Equal(2, renamed);
    }

    [Theory]
    [InlineData(403, "AccessControlException", "Give the user the right")]
    [InlineData(401, "SecurityException", "set UserName, or DelegationToken")]
    [InlineData(403, "DSQuotaExceededException", "quota of space")]
    [InlineData(400, "IllegalArgumentException", "Correct the address or the options")]
    public void A_refusal_fails_the_batch_at_once_says_what_to_do_and_is_no_dead_letter(int status, string exception, string remedy)
    {
        _cluster.Answer = (context, _, _) => HdfsStandIn.RefuseAsync(context, status, exception);
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, options => options.DeadLetters = letters.Add);
        engine.Queue(["a"]).SaveToHdfs("/out", _cluster.Writing());
        engine.Tick();
        Assert.Contains(remedy, engine.Failure().ToString(), StringComparison.Ordinal);
        Assert.Empty(letters);
        Assert.Single(_cluster.Requests);
    }

    [Theory]
    [InlineData(403, "SafeModeException")]
    [InlineData(403, "IOException")]
    [InlineData(503, "")]
    public void What_may_pass_is_tried_again(int status, string exception)
    {
        int asked = 0;
        _cluster.Answer = async (context, _, _) => ++asked <= 2 && await HdfsStandIn.RefuseAsync(context, status, exception);
        using var engine = new Engine(partitions: 1);
        engine.Queue(["a"]).SaveToHdfs("/out", _cluster.Writing());
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["a"], _cluster.Lines());
    }

    [Fact]
    public void A_cluster_that_hangs_is_tried_again_until_the_batch_fails()
    {
        _cluster.Answer = async (context, _, _) =>
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return true;
        };
        HdfsWriteOptions options = _cluster.Writing();
        (options.Timeout, options.RetryFor) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(2));
        using var engine = new Engine(partitions: 1);
        engine.Queue(["a"]).SaveToHdfs("/out", options);
        engine.Tick();
        Assert.Contains("gave no answer in time", engine.Failure().ToString(), StringComparison.Ordinal);
        Assert.InRange(_cluster.Requests.Count, 2, int.MaxValue);
    }

    [Fact]
    public void Two_outputs_of_a_program_need_two_paths()
    {
        using var engine = new Engine(partitions: 1);
        DStream<string> input = engine.Queue(["a"]);
        input.SaveToHdfs("/out", _cluster.Writing());
        input.Map(text => text.Length).SaveToHdfs("/out/", _cluster.Writing());
        engine.Tick();
        Assert.Contains("path of its own", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count / 2];
        random.NextBytes(bytes);
        return bytes;
    }
}

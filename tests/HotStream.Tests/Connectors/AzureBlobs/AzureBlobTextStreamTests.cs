using System.Text;
using System.Text.RegularExpressions;
using Azure.Storage.Sas;
using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;

namespace HotStream.Tests.Connectors.AzureBlobs;

[Collection(AzuriteCollection.Name)]
public sealed class AzureBlobTextStreamTests(AzuriteFixture fixture)
{
    private readonly AzuriteServer _server = fixture.Server;

    [Fact]
    public void Blobs_become_lines_once_in_the_order_of_their_names()
    {
        string container = _server.Container();
        using var run = new BlobRun(container, "in/", _server.Reading());
        _server.Put(container, "in/b", "b1\nb2");
        _server.Put(container, "in/a", "a1\n");
        _server.Put(container, "in/deep/c", "not directly below");
        _server.Put(container, "in/.hidden", "hidden");
        _server.Put(container, "in/empty", "");
        run.Engine.Tick();
        _server.Put(container, "in/later", "later");
        run.Engine.Tick(2);
        Assert.Equal([["a1", "b1", "b2"], ["later"], []], run.Seen);
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void Names_are_taken_as_they_are_and_patterns_go_over_slashes()
    {
        string container = _server.Container();
        string[] names = ["a b/c d.log", "ü/日本.log", "1+1=2/x.log", "100%25/y.log", "q&=/z.log"];
        foreach (string name in names)
        {
            _server.Put(container, name, name);
        }

        _server.Put(container, "ü/other.txt", "not a log");
        using var run = new BlobRun(container, "**/*.log", _server.Reading());
        run.Engine.Tick();
        Assert.Equal(names.Order(StringComparer.Ordinal), run.Seen[0].Order(StringComparer.Ordinal));
        Assert.Empty(run.Warnings);
    }

    [Fact]
    public void Pages_of_a_listing_are_followed_to_the_last()
    {
        string container = _server.Container();
        using ObjectProxy proxy = _server.Proxy();
        foreach (string name in (string[])["a", "b", "c"])
        {
            _server.Put(container, name, name);
        }

        // a page holds 5,000, unless fewer are asked for, at which a signature of this kind does not look
        proxy.Asking = static target => target.Contains("comp=list", StringComparison.Ordinal) ? target + "&maxresults=1" : target;
        AzureBlobReadOptions options = new()
        {
            ServiceUrl = _server.Behind(proxy),
            SasToken = _server.Sas(container, BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List),
            NewBlobsOnly = false,
        };
        using var run = new BlobRun(container, "", options);
        using var deep = new BlobRun(container, "**", options);
        run.Engine.Tick();
        deep.Engine.Tick();
        Assert.Equal(["a", "b", "c"], run.Seen[0]);
        Assert.Equal(["a", "b", "c"], deep.Seen[0]);
        Assert.InRange(proxy.Requests.Count(request => request.Contains("comp=list", StringComparison.Ordinal)), 6, 8);
    }

    [Fact]
    public void A_listing_that_never_ends_is_refused()
    {
        string container = _server.Container();
        using ObjectProxy proxy = _server.Proxy();
        _server.Put(container, "a", "a");
        proxy.Listing = (listing, _) =>
            Regex.Replace(listing, "<NextMarker ?/>|<NextMarker></NextMarker>", "<NextMarker>again</NextMarker>");
        using var run = new BlobRun(container, "", _server.Reading(_server.Behind(proxy)));
        run.Engine.Tick();
        Assert.Contains("says that there is more, and not where", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_large_blob_is_read_by_several_partitions_and_an_archive_is_unpacked()
    {
        string container = _server.Container();
        string[] lines = [.. Enumerable.Range(0, 30_000).Select(i => $"line {i} that makes the blob long enough to be cut in pieces")];
        _server.Put(container, "large", string.Join('\n', lines));
        _server.Put(container, "packed.gz", BlobRun.Gzip("one\ntwo\n"));
        using var run = new BlobRun(container, "", _server.Reading());
        run.Engine.Tick();
        Assert.Equal([.. lines, "one", "two"], run.Seen[0]);
    }

    [Fact]
    public void It_is_a_source_that_can_be_read_again()
    {
        string container = _server.Container();
        using ObjectProxy proxy = _server.Proxy(); // the contract's clock begins in 1970, and so must the blobs
        proxy.Listing = static (listing, _) =>
            Regex.Replace(listing, "<Last-Modified>[^<]*", "<Last-Modified>Thu, 01 Jan 1970 00:00:00 GMT");
        LawAssert.AllHold(SourceContract.Check(new SourceUnderTest<Utf8Slice>
        {
            Open = context => context.AzureBlobTextStream($"azure://{container}/in/", _server.Reading(_server.Behind(proxy))),
            Feed = batch => _server.Put(container, $"in/{batch}",
                $"batch {batch}, a\nbatch {batch}, b of a length that is not held in place"),
        }), SourceContract.Joins, SourceContract.Split, SourceContract.Whole);
    }

    [Fact]
    public void State_has_each_line_once_after_crashes_and_a_blob_that_was_replaced_is_said_and_not_read()
    {
        string container = _server.Container();
        using var log = new LogCapture();
        using var lives = new Lives(2,
            context => context.AzureBlobTextStream($"azure://{container}/in", _server.Reading()).Map(line => line.ToString()))
        {
            Logs = log,
        };
        lives.Pass(DateTimeOffset.FromUnixTimeMilliseconds(BlobRun.Start) - DateTimeOffset.UnixEpoch);
        _server.Put(container, "in/a", "a");
        lives.Live(1);
        _server.Put(container, "in/b", "b");
        lives.Live(1);
        Assert.DoesNotContain(log.Entries, entry => entry.Id == 1006);
        _server.Put(container, "in/b", "other");
        lives.Live(2);
        Assert.Equal(["a", "b", "", ""], lives.Seen.Values.Select(runs => runs[^1] is "" && runs.Count > 1 ? runs[0] : runs[^1]));
        Assert.DoesNotContain(lives.Seen.Values.SelectMany(runs => runs), text => text.Contains("other", StringComparison.Ordinal));
        Assert.Contains(log.Entries, entry => entry.Message.Contains("was replaced since it was read", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_is_killed_and_comes_back_costs_no_line_and_repeats_none()
    {
        using var server = new AzuriteServer();
        string container = server.Container();
        server.Put(container, "a", "a");
        server.End(graceful: true); // what it has is on its disk then
        server.Begin();
        using var run = new BlobRun(container, "", server.Reading());
        run.Engine.Tick();
        server.End(graceful: false);
        run.Engine.Tick(2);
        server.Begin();
        server.Put(container, "b", "b");
        run.Engine.Tick();
        Assert.Equal([["a"], [], [], ["b"]], run.Seen);
        Assert.All(run.Warnings, warning => Assert.Contains("could not be listed", warning, StringComparison.Ordinal));
        Assert.Equal(2, run.Warnings.Length);
    }

    [Fact]
    public void What_breaks_off_while_it_is_read_is_read_on_where_it_broke()
    {
        string container = _server.Container();
        using ObjectProxy proxy = _server.Proxy();
        string[] lines = [.. Enumerable.Range(0, 30_000).Select(i => $"line {i} of a blob that breaks off")];
        byte[] bytes = Encoding.UTF8.GetBytes(string.Join('\n', lines));
        _server.Put(container, "a", bytes);
        int gets = 0;
        proxy.Answer = async (context, target) =>
        {
            if (context.Request.Method != "GET" || !target.EndsWith("/a", StringComparison.Ordinal))
            {
                return false;
            }

            switch (++gets)
            {
                case 1:
                    context.Response.StatusCode = 206;
                    context.Response.Headers.ETag = $"\"{_server.ETag(container, "a").Trim('"')}\"";
                    context.Response.Headers.LastModified = DateTimeOffset.UtcNow.ToString("R");
                    context.Response.Headers.ContentRange = $"bytes 0-{bytes.Length - 1}/{bytes.Length}";
                    context.Response.Headers["x-ms-blob-type"] = "BlockBlob";
                    context.Response.ContentLength = bytes.Length;
                    await context.Response.Body.WriteAsync(bytes.AsMemory(0, bytes.Length / 3));
                    context.Abort();
                    return true;
                case 2 or 3:
                    return await ObjectProxy.RefuseAsync(context, 503, "ServerBusy");
                default:
                    return false;
            }
        };
        using var run = new BlobRun(container, "", _server.Reading(_server.Behind(proxy)), partitions: 1);
        run.Engine.Tick();
        Assert.Equal(lines, run.Seen[0]);
        Assert.InRange(gets, 4, 5);
    }

    [Theory]
    [InlineData(404, "BlobNotFound", "Keep blobs until")]
    [InlineData(412, "ConditionNotMet", "It was replaced")]
    [InlineData(200, "", "it is another blob now")]
    public void A_blob_that_goes_between_looking_and_reading_is_a_dead_letter_and_the_others_are_read(int status, string code,
        string reason)
    {
        string container = _server.Container();
        using ObjectProxy proxy = _server.Proxy();
        _server.Put(container, "a", "a");
        _server.Put(container, "lost", "lost");
        proxy.Answer = async (context, target) =>
        {
            if (context.Request.Method != "GET" || !target.Contains("lost", StringComparison.Ordinal))
            {
                return false;
            }

            context.Response.Headers.ETag = "\"another\"";
            context.Response.Headers.LastModified = DateTimeOffset.UtcNow.ToString("R");
            return status == 200 || await ObjectProxy.RefuseAsync(context, status, code);
        };
        using var run = new BlobRun(container, "", _server.Reading(_server.Behind(proxy)));
        run.Engine.Tick();
        run.Engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal([["a"]], run.Seen);
        DeadLetter letter = Assert.Single(run.Letters);
        Assert.Equal($"azure://{container}/lost", letter.Source);
        Assert.Contains(reason, letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_was_replaced_for_real_while_it_is_read_is_a_dead_letter()
    {
        string container = _server.Container();
        using ObjectProxy proxy = _server.Proxy();
        _server.Put(container, "a", "first");
        proxy.Answer = (context, target) =>
        {
            if (context.Request.Method == "GET" && target.EndsWith("/a", StringComparison.Ordinal))
            {
                _server.Put(container, "a", "second"); // the condition goes to the server itself
            }

            return Task.FromResult(false);
        };
        using var run = new BlobRun(container, "", _server.Reading(_server.Behind(proxy)));
        run.Engine.Tick();
        run.Engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal([[]], run.Seen);
        Assert.Contains("412 ConditionNotMet", Assert.Single(run.Letters).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_lies_in_the_archive_tier_is_said_and_the_others_are_read()
    {
        string container = _server.Container();
        _server.Put(container, "a", "a");
        _server.Put(container, "cold", "cold");
        _server.Archive(container, "cold");
        using var run = new BlobRun(container, "", _server.Reading());
        run.Engine.Tick();
        Assert.Equal([["a"]], run.Seen);
        Assert.Contains("rehydrate it first", Assert.Single(run.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_away_for_longer_than_it_is_tried_fails_the_batch_and_says_so()
    {
        string container = _server.Container();
        using ObjectProxy proxy = _server.Proxy();
        _server.Put(container, "a", "a");
        proxy.Answer = async (context, target) => context.Request.Method == "GET" && target.EndsWith("/a", StringComparison.Ordinal)
            && await ObjectProxy.RefuseAsync(context, 503, "ServerBusy");
        AzureBlobReadOptions options = _server.Reading(_server.Behind(proxy));
        options.RetryFor = TimeSpan.FromMilliseconds(200);
        using var run = new BlobRun(container, "", options);
        run.Engine.Tick();
        Assert.Contains("could not be read from byte 0 on", run.Engine.Failure().ToString(), StringComparison.Ordinal);
        Assert.Empty(run.Letters);
    }
}

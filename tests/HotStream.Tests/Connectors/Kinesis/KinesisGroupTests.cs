using System.Globalization;
using System.Text;
using HotStream.Kinesis;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>Streams whose shards members share by leases, on kinesalite and dynalite.</summary>
[Collection(KinesisGroupCollection.Name)]
public sealed class KinesisGroupTests(KinesisGroupFixture fixture)
{
    private const string First = "shardId-000000000000";
    private const string Second = "shardId-000000000001";

    private static volatile bool s_mayGoOn;

    private readonly KinesisGroupServers _servers = fixture.Servers;

    [Fact]
    public void One_member_reads_all_shards_and_what_is_done_comes_to_no_other()
    {
        string stream = _servers.Kinesis.Stream(shards: 3);
        string[] sent = Send(stream, 0, 90);
        using (var first = new KinesisGroupMember(_servers, stream))
        {
            KinesisGroupMember.Pump([first], () => first.Run.Texts.Count >= 90);
            Assert.Equal(3, first.Held);
            Assert.Equal(sent.Order(), first.Run.Texts.Order());
            AssertOrder(first.Run.Texts);
            first.Leave();
        }

        foreach (string shard in _servers.Dynamo.Leases(stream).Keys)
        {
            Assert.Null(_servers.Dynamo.Of(stream, shard, "leaseOwner"));
            Assert.True(KinesisPosition.IsSequence(_servers.Dynamo.Checkpoint(stream, shard).AsSpan()));
        }

        string[] more = Send(stream, 90, 10);
        using var second = new KinesisGroupMember(_servers, stream);
        KinesisGroupMember.Pump([second], () => second.Run.Texts.Count >= 10);
        Assert.Equal(more.Order(), second.Run.Texts.Order());
    }

    [Fact]
    public void A_second_member_is_given_a_share_and_who_leaves_gives_its_back_while_records_flow()
    {
        string stream = _servers.Kinesis.Stream(shards: 4);
        List<string> sent = [.. Send(stream, 0, 80)];
        using var first = new KinesisGroupMember(_servers, stream, with: Calm);
        KinesisGroupMember.Pump([first], () => first.Held == 4);
        using var second = new KinesisGroupMember(_servers, stream, with: Calm);
        PumpAndSend([first, second], () => first.Held == 2 && second.Held == 2);
        PumpAndSend([first, second], () => second.Run.Texts.Count >= 20);
        second.Leave();
        PumpAndSend([first], () => first.Held == 4);
        KinesisGroupMember.Pump([first], () => All(first, second).Distinct().Count() == sent.Count);
        AssertOrder(first.Run.Texts);
        AssertOrder(second.Run.Texts);
        if (!first.Says("lost") && !second.Says("lost") && !first.Says("given back with records"))
        {
            Assert.Equal(sent.Order(), All(first, second).Order()); // each once: nothing was taken from anybody
        }

        void PumpAndSend(KinesisGroupMember[] members, Func<bool> condition)
        {
            int most = sent.Count + 400;
            KinesisGroupMember.Pump(members, () =>
            {
                if (sent.Count < most)
                {
                    sent.AddRange(Send(stream, sent.Count, 8));
                }

                return condition();
            });
        }

        static void Calm(KinesisGroupOptions options) => options.LeaseDuration = TimeSpan.FromSeconds(3);
    }

    [Fact]
    public void A_member_that_leaves_with_records_under_way_finishes_them_and_hands_over_at_once()
    {
        string stream = _servers.Kinesis.Stream(shards: 2);
        string[] sent = Send(stream, 0, 60);
        using var first = new KinesisGroupMember(_servers, stream, with: Long);
        Engine.WaitFor(() => first.Held == 2 && first.Run.Engine.Context.ReceivedBytesHeld > 0, "it has its shards");
        first.Leave(); // no batch has run
        int done = first.Run.Texts.Count;
        using var second = new KinesisGroupMember(_servers, stream, with: Long);
        KinesisGroupMember.Pump([second], () => All(first, second).Count() >= 60);
        Assert.Equal(sent.Order(), All(first, second).Order());
        Assert.Equal(done, first.Run.Texts.Count);

        static void Long(KinesisGroupOptions options) => options.LeaseDuration = TimeSpan.FromMinutes(10); // nobody waits for its end
    }

    [Fact]
    public void A_member_that_is_gone_without_a_word_loses_its_leases_and_another_goes_on_from_its_checkpoint()
    {
        string stream = _servers.Kinesis.Stream(shards: 2);
        string[] sent = Send(stream, 0, 40);
        using var proxy = new KinesisProxy(_servers.Dynamo.Url);
        using (var first = new KinesisGroupMember(_servers, stream, with: Short, dynamoUrl: proxy.Url))
        {
            KinesisGroupMember.Pump([first], () => first.Run.Texts.Count >= 40 && IsCommitted(stream, 40));
            proxy.Answer = static (_, _) => KinesisProxy.Refusal("InternalServerError", 500); // it can say nothing from now on
            Send(stream, 40, 20); // perhaps it reads some of them
            first.Run.Engine.Tick(3);
        }

        Assert.Equal(2, _servers.Dynamo.Leases(stream).Values.Count(static lease => lease["leaseOwner"] is not null));
        using var second = new KinesisGroupMember(_servers, stream, with: Short);
        KinesisGroupMember.Pump([second], () => second.Run.Texts.Distinct().Count() >= 20);
        Assert.Equal(Texts(40, 20).Order(), second.Run.Texts.Distinct().Order());
        AssertOrder(second.Run.Texts);
        Assert.DoesNotContain(second.Run.Texts, sent.Contains);
    }

    [Fact]
    public void A_member_that_was_silent_for_too_long_writes_no_checkpoint_over_that_of_the_next_owner()
    {
        string stream = _servers.Kinesis.Stream();
        Send(stream, 0, 10);
        using var proxy = new KinesisProxy(_servers.Dynamo.Url);
        using var first = new KinesisGroupMember(_servers, stream, with: Short, dynamoUrl: proxy.Url);
        KinesisGroupMember.Pump([first], () => IsCommitted(stream, 10));
        proxy.Answer = static (_, _) => KinesisProxy.Refusal("InternalServerError", 500);
        Send(stream, 10, 10);
        using var second = new KinesisGroupMember(_servers, stream, with: Short);
        KinesisGroupMember.Pump([second], () => IsCommitted(stream, 20));
        string owner = _servers.Dynamo.Of(stream, First, "leaseOwner")!;
        first.Run.Engine.Tick(5); // what it had read is done, and it would note that
        int read = first.Run.Texts.Count;
        Send(stream, 20, 10);
        KinesisGroupMember.Pump([second], () => IsCommitted(stream, 30));
        first.Run.Engine.Tick(5);
        Assert.Equal(read, first.Run.Texts.Count); // who cannot renew reads no more
        proxy.Answer = null;
        KinesisGroupMember.Pump([first, second], () => first.Says("was lost to another member") && first.Held == 0);
        Assert.Equal(owner, _servers.Dynamo.Of(stream, First, "leaseOwner"));
        Assert.True(IsCommitted(stream, 30), "An older checkpoint is there again.");
        Assert.Contains(proxy.Requests, request => request.Operation == "UpdateItem" && request.Body["ConditionExpression"] is not null);
    }

    [Fact]
    public void What_came_from_a_shard_is_read_when_all_of_it_is_done()
    {
        string stream = _servers.Kinesis.Stream();
        List<string> sent = [.. Send(stream, 0, 50)];
        using var first = new KinesisGroupMember(_servers, stream, fails: static text => text.EndsWith(" 49", StringComparison.Ordinal)
            && !s_mayGoOn);
        s_mayGoOn = false;
        KinesisGroupMember.Pump([first], () => first.Run.Texts.Count >= 50);
        _servers.Kinesis.Split(stream, First);
        sent.AddRange(Send(stream, 50, 50));
        using var second = new KinesisGroupMember(_servers, stream);
        KinesisGroupMember.Pump([first, second], () => _servers.Dynamo.Leases(stream).Count == 3);
        first.Run.Engine.Tick(3);
        second.Run.Engine.Tick(3);
        Assert.Empty(second.Run.Texts);
        Assert.DoesNotContain(first.Run.Texts, text => sent.IndexOf(text) >= 50);
        s_mayGoOn = true;
        KinesisGroupMember.Pump([first, second], () => All(first, second).Distinct().Count() == sent.Count
            && _servers.Dynamo.Checkpoint(stream, First) == "SHARD_END");
        Assert.Equal([First], _servers.Dynamo.Leases(stream)[Second]["parentShardId"]!["SS"]!.AsArray().Select(static id => (string)id!));
        foreach (KinesisGroupMember member in (KinesisGroupMember[])[first, second])
        {
            AssertOrder(member.Run.Committed);
        }
    }

    [Fact]
    public void Records_of_a_failed_batch_are_read_again_and_noted_when_they_succeed()
    {
        string stream = _servers.Kinesis.Stream();
        string[] sent = Send(stream, 0, 30);
        int failures = 0;
        using var member = new KinesisGroupMember(_servers, stream, fails: text => text.EndsWith(" 10", StringComparison.Ordinal)
            && failures++ == 0);
        KinesisGroupMember.Pump([member], () => IsCommitted(stream, 30));
        Assert.True(failures >= 2);
        Assert.Equal(sent.Order(), member.Run.Texts.Distinct().Order());
    }

    [Fact]
    public void A_record_on_which_batches_fail_alone_becomes_a_dead_letter_of_many_that_came_together()
    {
        const int FailuresMax = 40;
        string stream = _servers.Kinesis.Stream();
        string[] sent = Send(stream, 0, 600);
        using var member = new KinesisGroupMember(_servers, stream, fails: text => text == sent[300]);
        KinesisGroupMember.Pump([member], () => Failures() > FailuresMax || IsCommitted(stream, 600));
        Assert.InRange(Failures(), 1, FailuresMax);
        Assert.Equal(sent[300], Encoding.UTF8.GetString(Assert.Single(member.Run.Letters).Record.Span));
        Assert.Equal(sent.Where(text => text != sent[300]).Order(), member.Run.Committed.Distinct().Order());

        int Failures() => member.Run.Texts.Count(text => text == sent[300]);
    }

    [Fact]
    public void A_table_that_is_away_for_a_while_costs_nothing_but_time()
    {
        using var servers = new KinesisGroupServers();
        string stream = servers.Kinesis.Stream();
        servers.Kinesis.Add(stream, ["a", "b"]);
        using var member = new KinesisGroupMember(servers, stream, with: Short);
        KinesisGroupMember.Pump([member], () => servers.Dynamo.Checkpoint(stream, First) == servers.Kinesis.Last(stream));
        servers.Dynamo.End();
        servers.Kinesis.Add(stream, ["c", "d"]);
        KinesisGroupMember.Pump([member], () => member.Says("could not be renewed"));
        servers.Dynamo.Begin();
        servers.Kinesis.Add(stream, ["e", "f"]);
        KinesisGroupMember.Pump([member], () => servers.Dynamo.Checkpoint(stream, First) == servers.Kinesis.Last(stream));
        Assert.Equal(["a", "b", "c", "d", "e", "f"], member.Run.Texts.Distinct());
    }

    [Fact]
    public void A_write_whose_answer_is_lost_loses_no_lease()
    {
        string stream = _servers.Kinesis.Stream();
        Send(stream, 0, 10);
        int lost = 0;
        using var proxy = new KinesisProxy(_servers.Dynamo.Url);
        proxy.Change = (operation, answer) =>
        {
            if (operation == "UpdateItem" && ++lost is 3 or 5)
            {
                throw new IOException("the answer is lost"); // it was written
            }
        };
        using var member = new KinesisGroupMember(_servers, stream, dynamoUrl: proxy.Url);
        for (int i = 1; i <= 6; i++)
        {
            int count = i * 10;
            KinesisGroupMember.Pump([member], () => IsCommitted(stream, count));
            Send(stream, count, 10);
        }

        Assert.True(lost > 5);
        Assert.False(member.Says("was lost"));
        Assert.Equal(1, member.Held);
    }

    [Fact]
    public void Without_a_lease_a_group_begins_with_what_comes_and_the_next_member_there_too()
    {
        string stream = _servers.Kinesis.Stream();
        Send(stream, 0, 10);
        Thread.Sleep(1100); // the server's clock says seconds
        using (var first = new KinesisGroupMember(_servers, stream, with: Latest))
        {
            Engine.WaitFor(() => first.Held == 1, "it has its shard");
            first.Leave();
        }

        Assert.Equal("LATEST", _servers.Dynamo.Checkpoint(stream, First));
        string[] more = Send(stream, 10, 10);
        using var second = new KinesisGroupMember(_servers, stream, with: Latest);
        KinesisGroupMember.Pump([second], () => second.Run.Texts.Count >= 10);
        Assert.Equal(more, second.Run.Texts);

        static void Latest(KinesisGroupOptions options) => options.Start = KinesisStart.Latest;
    }

    [Fact]
    public void A_member_that_dies_before_its_outputs_leaves_nothing_out_and_one_that_commits_at_receipt_does()
    {
        Assert.Equal(0, LeftOut(static source => new KinesisGroupReceiver<Utf8Slice, KinesisPayloadForm>(source, default), false));
        Assert.Equal(30, LeftOut(static source => new CommitsAtReceipt(source), true));
    }

    /// <summary>How many records nobody has done, when a member has failed at all of them and is gone.</summary>
    private int LeftOut(Func<KinesisGroupSource, KinesisGroupReceiver<Utf8Slice, KinesisPayloadForm>> open, bool commitsAtReceipt)
    {
        string stream = _servers.Kinesis.Stream();
        string[] sent = Send(stream, 0, 30);
        using (var run = new ConnectorRun(
            context => context.ReceiverStream(open(KinesisGroupSource.Of("test", stream, stream, _servers.Reading()))),
            static _ => true))
        {
            run.WaitUntil(() => run.Texts.Count >= 30, "all were in a batch");
            if (commitsAtReceipt)
            {
                run.WaitUntil(() => IsCommitted(stream, 30), "all are committed");
            }
        }

        _servers.Kinesis.Add(stream, ["end"]);
        using var next = new KinesisGroupMember(_servers, stream);
        KinesisGroupMember.Pump([next], () => next.Run.Texts.Contains("end"));
        return sent.Except(next.Run.Texts).Count();
    }

    /// <summary>Texts that say their key and their number.</summary>
    private string[] Send(string stream, int from, int count)
    {
        string[] texts = Texts(from, count);
        _servers.Kinesis.Add(stream, texts.Select(static text => (text.Split(' ')[0], Encoding.UTF8.GetBytes(text))));
        return texts;
    }

    private static string[] Texts(int from, int count) => [.. Enumerable.Range(from, count).Select(static i => $"k{i % 11} {i}")];

    /// <summary>Whether the shards are done up to the record of a number.</summary>
    private bool IsCommitted(string stream, int count)
    {
        HashSet<string> done = [.. _servers.Dynamo.Leases(stream).Values.Select(static lease => (string)lease["checkpoint"]!["S"]!)];
        return done.Contains(_servers.Kinesis.Sequences(stream)[count - 1]);
    }

    private static IEnumerable<string> All(params KinesisGroupMember[] members) => members.SelectMany(static member => member.Run.Texts);

    /// <summary>Records of a key came in their order; what comes twice comes again behind.</summary>
    private static void AssertOrder(IEnumerable<string> texts)
    {
        foreach (IGrouping<string, string> key in texts.GroupBy(static text => text.Split(' ')[0]))
        {
            string[] seen = [.. key.Distinct()];
            Assert.Equal(seen.OrderBy(static text => int.Parse(text.Split(' ')[1], CultureInfo.InvariantCulture)), seen);
        }
    }

    private static void Short(KinesisGroupOptions options) => options.LeaseDuration = TimeSpan.FromMilliseconds(600);

    /// <summary>The fault that tests must find: checkpoints are written before outputs are done.</summary>
    private sealed class CommitsAtReceipt(KinesisGroupSource source)
        : KinesisGroupReceiver<Utf8Slice, KinesisPayloadForm>(source, TimeSpan.FromMilliseconds(20))
    {
        protected override long DoneOf(SlabWriter<Utf8Slice> writer) => writer.Stored;
    }
}

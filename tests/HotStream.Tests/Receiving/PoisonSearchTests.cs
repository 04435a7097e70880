using System.Text;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Receiving;

/// <summary>
/// A record that makes every batch fail, from a source that sends it again and again, is found and set aside;
/// the others go through, in order.
/// </summary>
public sealed class PoisonSearchTests
{
    [Theory]
    [InlineData(1, false)]
    [InlineData(3, false)]
    [InlineData(1, true)]
    [InlineData(3, true)]
    public void The_records_that_make_batches_fail_are_found_and_all_others_go_through_in_order(int partitions, bool ahead)
    {
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions, options => options.DeadLetters = letter =>
        {
            lock (letters)
            {
                letters.Add(letter);
            }
        });
        var receiver = new ResendingReceiver();
        var seen = new List<string>();
        DStream<string> texts = engine.Context.ReceiverStream(receiver).Map(text => text.ToString());
        (ahead ? texts.Map(text => new[] { text }).Reduce((a, b) => [.. a, .. b]) : texts.Glom()).ForeachBatch(batch =>
        {
            string[] all = [.. batch.ToList().SelectMany(list => list)];
            Assert.DoesNotContain(all, text => text.StartsWith("poison", StringComparison.Ordinal));
            seen.AddRange(all);
        });
        engine.Context.Start();
        string[] sent = [.. Enumerable.Range(0, 200)
            .Select(i => i is 77 or 150 ? $"poison number {i}, a long text" : $"message number {i}, a long text")];
        receiver.Send(sent);
        int batches = 0;
        do
        {
            engine.Tick();
            receiver.AfterBatch();
        }
        while (receiver.Open > 0 && ++batches < 200);

        Assert.Equal(0, receiver.Open);
        Assert.Equal(sent.Where(text => text.StartsWith("poison", StringComparison.Ordinal)),
            letters.Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.All(letters, letter => Assert.Contains("with this record alone", letter.Reason, StringComparison.Ordinal));
        // each once: a batch that failed is sent again as a whole, and none of it was seen
        Assert.Equal(sent.Where(text => text.StartsWith("message", StringComparison.Ordinal)), seen);
        Assert.InRange(batches, 10, 60);
        receiver.Send("healthy, and of some length");
        engine.Tick();
        Assert.Equal("healthy, and of some length", seen[^1]);
    }

    [Fact]
    public void A_server_that_is_away_condemns_nothing()
    {
        using var engine = new Engine();
        var receiver = new ResendingReceiver();
        int left = 30;
        var letters = new List<DeadLetter>();
        engine.Options.DeadLetters = letters.Add;
        var seen = new List<string>();
        engine.Context.ReceiverStream(receiver).ForeachBatch(batch =>
        {
            if (left-- > 0)
            {
                throw new InvalidOperationException("the sink says", new IOException("no route to host"));
            }

            seen.AddRange(batch.ToList().Select(text => text.ToString()));
        });
        engine.Context.Start();
        receiver.Send("one message of some length", "another message of some length");
        for (int i = 0; i < 31; i++)
        {
            engine.Tick();
            receiver.AfterBatch();
        }

        Assert.Empty(letters);
        Assert.Equal(["one message of some length", "another message of some length"], seen);
    }

    [Fact]
    public void Without_a_search_the_record_fails_every_batch()
    {
        var letters = new List<DeadLetter>();
        using var engine = new Engine(with: options =>
        {
            options.FailedBatchesMax = 0;
            options.DeadLetters = letters.Add;
        });
        var receiver = new ResendingReceiver();
        engine.Context.ReceiverStream(receiver).ForeachBatch(batch => _ = batch.Count() > 0 ? throw new InvalidDataException("always") : 0);
        engine.Context.Start();
        receiver.Send("one message of some length");
        for (int i = 0; i < 20; i++)
        {
            engine.Tick();
            receiver.AfterBatch();
        }

        Assert.Equal(1, receiver.Open);
        Assert.Empty(letters);
    }

    [Fact]
    public void A_poison_message_behind_a_real_broker_is_set_aside_with_its_topic_and_nothing_else_is_held_up()
    {
        using var broker = new Broker("max_inflight_messages 0");
        var letters = new List<DeadLetter>();
        var seen = new HashSet<string>();
        using var subscribed = new ManualResetEventSlim();
        var options = new MqttOptions { ClientId = "poisoned", SessionExpiry = TimeSpan.FromDays(1), OnSubscribed = subscribed.Set };
        using var engine = new Engine(with: engine =>
        {
            engine.ReceiverRestartDelay = TimeSpan.FromMilliseconds(5);
            engine.DeadLetters = letter =>
            {
                lock (letters)
                {
                    letters.Add(letter);
                }
            };
        });
        engine.Context.MqttMessageStream(broker.Address, [new MqttTopic("plant/#", MqttQos.AtLeastOnce)], options).ForeachBatch(batch =>
        {
            string[] all = [.. batch.ToList().Select(message => $"{message.Topic} {message.Payload}")];
            if (all.Contains("plant/bad poison"))
            {
                throw new InvalidDataException("cannot be computed");
            }

            seen.UnionWith(all);
        });
        engine.Context.Start();
        Assert.True(subscribed.Wait(Engine.Patience));
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal(0, Mosquitto.Publish(broker.Port, null, "-q", "1", "-t", i == 20 ? "plant/bad" : $"plant/{i}", "-m", i == 20
                ? "poison" : $"good {i}").Code);
        }

        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                Thread.Sleep(5);
                lock (letters)
                {
                    return letters.Count > 0 && seen.Count == 59;
                }
            },
            "all good messages went through and the bad one was set aside");
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal(("topic plant/bad", "poison"), (letter.Position, Encoding.UTF8.GetString(letter.Record.Span)));
        Assert.Contains("cannot be computed", letter.Reason, StringComparison.Ordinal);
    }
}

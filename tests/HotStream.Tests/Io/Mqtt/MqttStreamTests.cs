using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Against a real mosquitto.</summary>
public sealed class MqttStreamTests
{
    public static TheoryData<MqttVersion, int> VersionsAndQos
    {
        get
        {
            var data = new TheoryData<MqttVersion, int>();
            foreach (MqttVersion version in (MqttVersion[])[MqttVersion.V311, MqttVersion.V5])
            {
                for (int qos = 0; qos <= 2; qos++)
                {
                    data.Add(version, qos);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(VersionsAndQos))]
    public void Every_message_of_every_QoS_comes_once_and_in_the_end_nothing_is_owed(MqttVersion version, int qos)
    {
        using var broker = new Broker();
        var options = new MqttOptions { Version = version, ClientId = "subscriber" };
        string[] expected = [.. Enumerable.Range(0, 3000).Select(i => $"plant/{i % 7} {i} {qos}").Order(StringComparer.Ordinal)];
        using (var subscriber = new MqttSubscriber(broker.Address, options, [new MqttTopic("plant/+", (MqttQos)qos)]))
        {
            for (int topic = 0; topic < 7; topic++)
            {
                string lines = string.Concat(Enumerable.Range(0, 3000).Where(i => i % 7 == topic).Select(i => $"{i}\n"));
                Assert.Equal((0, ""), Mosquitto.Publish(broker.Port, lines, "-t", $"plant/{topic}", "-q", $"{qos}", "-l"));
            }

            Assert.Equal(expected, subscriber.WaitFor(3000).Order(StringComparer.Ordinal));
            subscriber.Engine.Context.Stop(graceful: true); // acknowledges the last batch
        }

        using var again = new MqttSubscriber(broker.Address, options, [new MqttTopic("plant/+", (MqttQos)qos)]);
        broker.Publish("plant/x", "last", qos);
        Assert.Equal([$"plant/x last {qos}"], again.WaitFor(1));
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public void What_was_not_committed_when_we_went_is_sent_again_and_nothing_else(MqttVersion version)
    {
        using var broker = new Broker();
        var options = new MqttOptions { Version = version, ClientId = "subscriber" };
        MqttTopic[] topics = [new MqttTopic("a", MqttQos.AtLeastOnce), new MqttTopic("b", MqttQos.ExactlyOnce)];
        using (var subscriber = new MqttSubscriber(broker.Address, options, topics))
        {
            broker.Publish("a", "one", qos: 1);
            broker.Publish("b", "two", qos: 2);
            subscriber.WaitFor(2);
            subscriber.Engine.Context.Stop(graceful: true);
        }

        using (var subscriber = new MqttSubscriber(broker.Address, options, topics))
        {
            broker.Publish("a", "three", qos: 1);
            broker.Publish("b", "four", qos: 2);
            Engine.WaitFor(() => subscriber.Engine.Context.ReceivedBytesHeld > 0, "something was received");
            subscriber.Engine.Context.Stop(graceful: false); // no batch took them
            Assert.Empty(subscriber.Messages);
        }

        using var again = new MqttSubscriber(broker.Address, options, topics);
        Assert.Equal(["a three 1", "b four 2"], again.WaitFor(2).Order(StringComparer.Ordinal));
        again.Engine.Tick(3);
        Assert.Equal(2, again.Messages.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void What_a_failed_batch_held_is_sent_again(int qos)
    {
        using var broker = new Broker();
        using var log = new LogCapture();
        bool fails = true;
        using var subscriber = new MqttSubscriber(
            broker.Address, new MqttOptions { ClientId = "subscriber" }, [new MqttTopic("a", (MqttQos)qos)], fails: () => fails, log: log);
        broker.Publish("a", "one", qos);
        subscriber.WaitFor(1);
        fails = false;
        subscriber.WaitForSubscriptions(2);
        Assert.Equal([$"a one {qos}", $"a one {qos}"], subscriber.WaitFor(2));
        Assert.Contains(log.Entries, entry => entry.Id == 1001
            && entry.Message.Contains("failed: connecting anew", StringComparison.Ordinal));
        broker.Publish("a", "two", qos);
        Assert.Equal($"a two {qos}", subscriber.WaitFor(3)[2]);
    }

    [Theory]
    [InlineData(MqttVersion.V311, true)]
    [InlineData(MqttVersion.V311, false)]
    [InlineData(MqttVersion.V5, true)]
    [InlineData(MqttVersion.V5, false)]
    public void A_broker_that_ends_and_starts_again_costs_no_message(MqttVersion version, bool graceful)
    {
        const int Rounds = 3;
        const int InRound = 400;
        using var broker = new Broker(graceful ? "" : "autosave_interval 1\nautosave_on_changes true");
        using var subscriber =
            new MqttSubscriber(broker.Address, new MqttOptions { Version = version, ClientId = "subscriber" }, [new MqttTopic("a")]);
        for (int round = 0; round < Rounds; round++)
        {
            string lines = string.Concat(Enumerable.Range(round * InRound, InRound).Select(i => $"{i}\n"));
            Assert.Equal((0, ""), Mosquitto.Publish(broker.Port, lines, "-t", "a", "-q", "1", "-l"));
            subscriber.Engine.Tick();
            if (!graceful)
            {
                // What a killed broker had not written to its disk and not sent yet is lost by it, not by us.
                subscriber.WaitUntil(() => subscriber.Messages.Distinct().Count() == (round + 1) * InRound, "all of the round arrived");
            }

            broker.Restart(graceful);
            subscriber.WaitForSubscriptions(round + 2);
        }

        subscriber.WaitUntil(() => subscriber.Messages.Distinct().Count() == Rounds * InRound, "all messages arrived");
        Assert.Equal(
            Enumerable.Range(0, Rounds * InRound).Select(i => $"a {i} 1").Order(StringComparer.Ordinal),
            subscriber.Messages.Distinct().Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("max_queued_messages 1000\nmax_inflight_messages 20", false)] // the broker's defaults
    [InlineData("max_queued_messages 0\nmax_inflight_messages 0", true)]
    public void What_comes_while_we_are_away_is_kept_as_the_documentation_advises_and_cut_as_it_warns(string settings, bool keepsAll)
    {
        const int Count = 5000;
        foreach (string line in keepsAll ? settings.Split('\n') : [])
        {
            Assert.Contains(line, File.ReadAllText(HotStream.Tests.House.Repository.PathOf("docs/mqtt.md")), StringComparison.Ordinal);
            Assert.Contains(line, File.ReadAllText(HotStream.Tests.House.Repository.PathOf("README.md")), StringComparison.Ordinal);
        }

        using var broker = new Broker(settings);
        var options = new MqttOptions { ClientId = "away", SessionExpiry = TimeSpan.FromDays(1) };
        using (new MqttSubscriber(broker.Address, options, [new MqttTopic("a", MqttQos.AtLeastOnce)]))
        {
            // subscribed once: the session is the broker's from now on
        }

        string messages = string.Concat(Enumerable.Range(0, Count).Select(i => $"{i}\n"));
        Assert.Equal(0, Mosquitto.Publish(broker.Port, messages, "-q", "1", "-t", "a", "-l").Code);
        using var back = new MqttSubscriber(broker.Address, options, [new MqttTopic("a", MqttQos.AtLeastOnce)]);
        Assert.Equal(0, Mosquitto.Publish(broker.Port, null, "-q", "1", "-t", "a", "-m", "last").Code);
        back.WaitUntil(() => back.Messages.Contains("a last 1"), "the last message arrived");
        int kept = back.Messages.Distinct().Count() - 1;
        Assert.True(keepsAll ? kept == Count : kept <= 1100, $"{kept} messages were kept");
    }

    [Fact]
    public void The_receive_maximum_bounds_what_comes_before_the_first_acknowledgement()
    {
        using var broker = new Broker();
        var sizes = new List<long>();
        var options = new MqttOptions { ClientId = "subscriber", ReceiveMaximum = 10 };
        using var subscriber = new MqttSubscriber(broker.Address, options, [new MqttTopic("a")]);
        subscriber.Engine.Context.BatchCompleted += batch => sizes.Add(batch.Records);
        string lines = string.Concat(Enumerable.Range(0, 200).Select(i => $"{i}\n"));
        Assert.Equal((0, ""), Mosquitto.Publish(broker.Port, lines, "-t", "a", "-q", "1", "-l"));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => $"a {i} 1").Order(StringComparer.Ordinal), subscriber.WaitFor(200)
            .Order(StringComparer.Ordinal));
        Assert.InRange(sizes.First(size => size > 0), 1, 10); // mosquitto 2.0.11 sends more than it may once acknowledgements come
    }

    [Fact]
    public void A_consumer_that_is_slow_loses_nothing()
    {
        using var broker = new Broker();
        using var subscriber = new MqttSubscriber(
            broker.Address, new MqttOptions { ClientId = "subscriber", ReceiveMaximum = 1000 }, [new MqttTopic("a")],
            with: options => options.MemoryBudgetBytes = Slab.StandardCapacity * 2);
        string payload = new('x', 900);
        string lines = string.Concat(Enumerable.Range(0, 3000).Select(i => $"{i}{payload}\n"));
        Assert.Equal((0, ""), Mosquitto.Publish(broker.Port, lines, "-t", "a", "-q", "1", "-l"));
        Assert.Equal(
            Enumerable.Range(0, 3000).Select(i => $"a {i}{payload} 1").Order(StringComparer.Ordinal), subscriber.WaitFor(3000)
            .Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Several_subscriptions_wildcards_and_retained_messages()
    {
        using var broker = new Broker();
        broker.Publish("kept/1", "early", 1, "-r");
        using var subscriber = new MqttSubscriber(
            broker.Address, new MqttOptions(), [new MqttTopic("plant/+/temperature"), new MqttTopic("hall/#", MqttQos.ExactlyOnce),
                new MqttTopic("kept/+", MqttQos.AtMostOnce)]);
        broker.Publish("plant/1/temperature", "20");
        broker.Publish("plant/1/pressure", "no");
        broker.Publish("plant/1/2/temperature", "no");
        broker.Publish("hall", "a", 2);
        broker.Publish("hall/1/2/3", "b", 2);
        broker.Publish("kept/2", "late");
        Assert.Equal(
            ["hall a 2", "hall/1/2/3 b 2", "kept/1 early 0 retained", "kept/2 late 0", "plant/1/temperature 20 1"],
            subscriber.WaitFor(5).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_shared_subscription_gives_each_message_to_one_of_the_group()
    {
        using var broker = new Broker();
        using var first = new MqttSubscriber(broker.Address, new MqttOptions(), [new MqttTopic("$share/group/a/#")]);
        using var second = new MqttSubscriber(broker.Address, new MqttOptions(), [new MqttTopic("$share/group/a/#")]);
        string lines = string.Concat(Enumerable.Range(0, 200).Select(i => $"{i}\n"));
        Assert.Equal((0, ""), Mosquitto.Publish(broker.Port, lines, "-t", "a/b", "-q", "1", "-l"));
        first.WaitUntil(
            () =>
            {
                second.Engine.Tick();
                return first.Messages.Count + second.Messages.Count >= 200;
            },
            "all messages arrived");
        Assert.Equal(200, first.Messages.Concat(second.Messages).Distinct().Count());
        Assert.NotEmpty(first.Messages);
        Assert.NotEmpty(second.Messages);
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public void A_wrong_password_is_refused_with_the_reason_and_the_right_one_is_not(MqttVersion version)
    {
        using var broker =
            new Broker("allow_anonymous false\npassword_file {folder}/passwords", ("passwords", Mosquitto.HashedPassword("anna", "right")));
        using var log = new LogCapture();
        using var wrong = new MqttSubscriber(
            broker.Address, new MqttOptions { Version = version, UserName = "anna", Password = "wrong" },
            [new MqttTopic("a")], log: log, waits: false);
        Engine.WaitFor(
            () => log.Entries.Any(entry => entry.Id == 1001
                && entry.Message.Contains("refused the connection: not authorized", StringComparison.Ordinal)), "the refusal was told");
        using var right = new MqttSubscriber(
            broker.Address, new MqttOptions { Version = version, UserName = "anna", Password = "right" }, [new MqttTopic("a")]);
        broker.Publish("a", "b", 1, "-u", "anna", "-P", "right");
        Assert.Equal(["a b 1"], right.WaitFor(1));
    }

    [Fact]
    public void TLS_with_an_authority_of_our_own_and_a_client_certificate()
    {
        using var certificates = new TestCertificates();
        using var broker = new Broker(
            "cafile {folder}/ca.pem\ncertfile {folder}/server.pem\nkeyfile {folder}/server.key\nrequire_certificate true",
            ("ca.pem", certificates.AuthorityPem), ("server.pem", certificates.ServerPem), ("server.key", certificates.ServerKeyPem),
            ("client.pem", certificates.ClientPem), ("client.key", certificates.ClientKeyPem));
        string address = broker.Address.Replace("mqtt://127.0.0.1", "mqtts://localhost", StringComparison.Ordinal);
        using var log = new LogCapture();
        using (var stranger = new MqttSubscriber(address, new MqttOptions(), [new MqttTopic("a")], log: log, waits: false))
        {
            Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == 1001
                && entry.Message.Contains("certificate", StringComparison.Ordinal)), "the broker was not trusted");
        }

        using var subscriber = new MqttSubscriber(address,
            new MqttOptions { ClientId = "subscriber", Tls = certificates.ClientOptions() }, [new MqttTopic("a")]);
        string lines = string.Concat(Enumerable.Range(0, 2000).Select(i => $"{i}\n"));
        (int code, string errors) = Mosquitto.Publish(
            broker.Port, lines, "-h", "localhost", "-t", "a", "-q", "1", "-l", "--cafile", broker.PathOf("ca.pem"), "--cert",
            broker.PathOf("client.pem"), "--key", broker.PathOf("client.key"));
        Assert.Equal((0, ""), (code, errors));
        Assert.Equal(2000, subscriber.WaitFor(2000).Distinct().Count());
        subscriber.Engine.Context.Stop(graceful: true);
        using var again = new MqttSubscriber(address,
            new MqttOptions { ClientId = "subscriber", Tls = certificates.ClientOptions() }, [new MqttTopic("a")]);
        again.Engine.Tick(3);
        Assert.Empty(again.Messages); // the last acknowledgements went out after reading had ended
    }
}

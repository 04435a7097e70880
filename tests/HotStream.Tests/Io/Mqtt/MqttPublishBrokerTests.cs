using System.Buffers;
using System.Globalization;
using System.Text;
using HotStream.Tests.Connectors;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Publishing to a real mosquitto, and through it to mqtt.js.</summary>
public sealed class MqttPublishBrokerTests
{
    public static TheoryData<MqttVersion, int> VersionsAndQos => [.. MqttStreamTests.VersionsAndQos.Where(row => row.Data.Item2 < 2)];

    [Theory]
    [MemberData(nameof(VersionsAndQos))]
    public void Every_message_reaches_a_subscriber_of_another_make(MqttVersion version, int qos)
    {
        const int Count = 2000;
        using var broker = new Broker();
        using NodePeer subscriber = MqttJs.Subscribe(broker.Address, version, qos, "plant/+", Count);
        using var publishing =
            new MqttPublishing(broker.Address, new MqttPublishOptions { Version = version, Qos = (MqttQos)qos }, partitions: 2);
        publishing.Publish([.. Enumerable.Range(0, Count / 2).Select(i => $"plant/{i % 7} {i}")]);
        publishing.Publish([.. Enumerable.Range(Count / 2, Count / 2).Select(i => $"plant/{i % 7} {i}")]);
        subscriber.AssertEndsWell();
        Assert.Equal(
            Enumerable.Range(0, Count).Select(i => $"plant/{i % 7} {i} {qos}")
            .Order(StringComparer.Ordinal), subscriber.Lines.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Results_are_published_retained_for_whoever_comes_later()
    {
        using var broker = new Broker();
        using (var engine = new Engine(partitions: 2))
        {
            engine.Queue<string>(["a", "b", "a"], ["a"]).CountByValue().PublishToMqtt(
                broker.Address,
                (pair, topic) => topic.Write(Encoding.UTF8.GetBytes($"count/{pair.Key}")),
                (pair, payload) => payload.Write(Encoding.UTF8.GetBytes(pair.Value.ToString(CultureInfo.InvariantCulture))),
                new MqttPublishOptions { Retain = true });
            engine.Tick(2);
        }

        using var subscriber = new MqttSubscriber(broker.Address, new MqttOptions(), [new MqttTopic("count/+")]);
        Assert.Equal(["count/a 1 1 retained", "count/b 1 1 retained"], subscriber.WaitFor(2).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(MqttVersion.V311)]
    [InlineData(MqttVersion.V5)]
    public void A_broker_that_ends_in_the_middle_of_a_batch_and_starts_again_costs_no_message(MqttVersion version)
    {
        const int Count = 20_000;
        using var broker = new Broker();
        using var subscriber =
            new MqttSubscriber(broker.Address, new MqttOptions { Version = version, ClientId = "subscriber" }, [new MqttTopic("a")]);
        using var log = new LogCapture();
        using var publishing = new MqttPublishing(broker.Address, new MqttPublishOptions { Version = version }, log: log);
        publishing.Begin([.. Enumerable.Range(0, Count).Select(i => $"a {i} {new string('x', 100)}")]);
        subscriber.WaitUntil(() => !subscriber.Messages.IsEmpty, "the first message arrived");
        broker.Restart(graceful: true); // it keeps what it has acknowledged
        publishing.AwaitEndWhileTimePasses();
        subscriber.WaitUntil(() => subscriber.Messages.Distinct().Count() == Count, "all messages arrived");
        Assert.Contains(log.Entries, entry => entry.Id == 4001); // the end did fall into the batch
        Assert.Empty(publishing.Letters);
    }

    [Fact]
    public void A_broker_that_is_killed_in_the_middle_of_a_batch_is_joined_again_and_the_batch_succeeds()
    {
        using var broker = new Broker();
        using var log = new LogCapture();
        using var publishing = new MqttPublishing(broker.Address, log: log);
        for (int round = 0; round < 3; round++)
        {
            publishing.Begin([.. Enumerable.Range(0, 20_000).Select(i => $"a {i} {new string('x', 100)}")]);
            broker.Restart(graceful: false);
            publishing.AwaitEndWhileTimePasses();
        }

        using var subscriber = new MqttSubscriber(broker.Address, new MqttOptions(), [new MqttTopic("last")]);
        publishing.Begin("last one");
        publishing.AwaitEndWhileTimePasses();
        Assert.Equal(["last one 1"], subscriber.WaitFor(1));
        Assert.Contains(log.Entries, entry => entry.Id == 4001); // the end did fall into the batch
        Assert.Empty(publishing.Letters);
        publishing.Engine.Context.Stop(graceful: true); // throws if a batch had failed
    }

    [Fact]
    public void Topics_for_which_the_broker_would_hang_up_are_dead_letters_and_the_others_arrive()
    {
        using var broker = new Broker();
        using var subscriber = new MqttSubscriber(broker.Address, new MqttOptions(), [new MqttTopic("#")]);
        using var publishing = new MqttPublishing(broker.Address);
        string[] bad = ["a\tb", "a\uFFFF", "a/\uFDD0", "a\u0085", "a\u0001", "a\u007f", "a/#", "a+", "a\U0001FFFE"];
        publishing.Publish([.. bad.Select(topic => $"{topic} bad"), "plant/größe good", "🙂 good"]);
        publishing.Engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(bad.Length, publishing.Letters.Count);
        Assert.All(publishing.Letters, letter => Assert.DoesNotContain(letter.Position, char.IsControl));
        Assert.Equal(["plant/größe good 1", "🙂 good 1"], subscriber.WaitFor(2).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_function_that_throws_costs_its_record_only()
    {
        using var broker = new Broker();
        using var subscriber = new MqttSubscriber(broker.Address, new MqttOptions(), [new MqttTopic("a")]);
        var letters = new List<DeadLetter>();
        using var engine = new Engine(with: options => options.DeadLetters = letters.Add);
        engine.Queue<int>([1, 2, 3]).PublishToMqtt(
            broker.Address,
            (number, topic) => topic.Write("a"u8),
            (number, payload) => payload.Write(Encoding.UTF8.GetBytes(number == 2 ? throw new InvalidDataException("two") : $"{number}")));
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["a 1 1", "a 3 1"], subscriber.WaitFor(2).Order(StringComparer.Ordinal));
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal("2", Encoding.UTF8.GetString(letter.Record.Span));
        Assert.Contains("InvalidDataException: two", letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void TLS_with_an_authority_of_our_own_and_a_client_certificate()
    {
        using var certificates = new TestCertificates();
        using var broker = new Broker(
            "cafile {folder}/ca.pem\ncertfile {folder}/server.pem\nkeyfile {folder}/server.key\nrequire_certificate true",
            ("ca.pem", certificates.AuthorityPem), ("server.pem", certificates.ServerPem), ("server.key", certificates.ServerKeyPem));
        string address = broker.Address.Replace("mqtt://127.0.0.1", "mqtts://localhost", StringComparison.Ordinal);
        using (var stranger = new MqttPublishing(address))
        {
            stranger.Publish("a one");
            Assert.Contains("certificate", stranger.Engine.Failure().ToString(), StringComparison.Ordinal);
        }

        using var subscriber = new MqttSubscriber(address, new MqttOptions { Tls = certificates.ClientOptions() }, [new MqttTopic("a")]);
        using var publishing = new MqttPublishing(address, new MqttPublishOptions { Tls = certificates.ClientOptions() });
        publishing.Publish([.. Enumerable.Range(0, 2000).Select(i => $"a {i}")]);
        Assert.Equal(2000, subscriber.WaitFor(2000).Distinct().Count());
    }
}

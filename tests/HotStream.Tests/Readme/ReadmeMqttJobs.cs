using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;
using MQTTnet;

namespace HotStream.Tests.Readme;

/// <summary>The code block of README.md about MQTT, word for word, against a real broker.</summary>
public sealed class ReadmeMqttJobs
{
    [Fact]
    public void The_mqtt_job_of_the_readme_averages_what_devices_publish()
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        using var broker = new Broker();
        var printed = new StringWriter();
        using var engine = new Engine(partitions: 1, with: with => with.Output = printed);
        StreamingContext context = engine.Context;
        string address = broker.Address;

        // readme: mqtt
        // the broker keeps what comes while we are away
        var options = new MqttOptions { ClientId = "hotstream-1", SessionExpiry = TimeSpan.FromDays(1) };
        context.MqttMessageStream(address, [new MqttTopic("plant/+/temperature", MqttQos.AtLeastOnce)], options)
               .FlatMap(message => message.Payload.TryParse(out double celsius) ? [KeyValuePair.Create(message.Topic, celsius)]
                   : Array.Empty<KeyValuePair<Utf8Slice, double>>())
               .AggregateByKeyAndWindow(Aggregates.Mean<double>()
                   .And(Aggregates.Max<double>()), TimeSpan.FromMinutes(1), TimeSpan.FromSeconds(5))
               .Print();

        // end
        int subscriptions = 0;
        options.OnSubscribed = () => Interlocked.Increment(ref subscriptions);
        context.Start();
        Engine.WaitFor(() => Volatile.Read(ref subscriptions) > 0, "the subscription was granted");
        broker.Publish("plant/3/temperature", "20.5");
        broker.Publish("plant/3/temperature", "warm");
        broker.Publish("plant/3/temperature", "21.5");
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return printed.ToString().Contains("(plant/3/temperature,(21,21.5))", StringComparison.Ordinal);
            },
            "mean and greatest of both numbers were printed");
    }

    [Fact]
    public void The_mqttnet_job_of_its_page_prints_the_greatest()
    {
        using var broker = new Broker();
        var printed = new StringWriter();
        using var engine = new Engine(partitions: 1, with: with => with.Output = printed);
        StreamingContext context = engine.Context;
        string address = broker.Address;

        // readme: mqttnet
        IMqttClient client = new MqttClientFactory().CreateMqttClient();
        MqttClientOptions connect = new MqttClientOptionsBuilder().WithConnectionUri(address)
            .WithClientId("hotstream-1").WithCleanStart(false).WithSessionExpiryInterval(86_400).Build();
        context.MqttNetStream(client, connect, [new MqttTopicFilterBuilder().WithTopic("plant/+/temperature").WithAtLeastOnceQoS().Build()])
               .FlatMap(message => message.Payload.TryParse(out double celsius) ? [KeyValuePair.Create(message.Topic, celsius)]
                   : Array.Empty<KeyValuePair<Utf8Slice, double>>())
               .AggregateByKey(Aggregates.Max<double>())
               .Print();

        // end
        broker.Publish("plant/3/temperature", "20.5", qos: 1, "-r"); // kept until we have subscribed
        context.Start();
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                Thread.Sleep(1);
                return printed.ToString().Contains("plant/3/temperature", StringComparison.Ordinal);
            },
            "the greatest is printed");
        Assert.Contains("20.5", printed.ToString(), StringComparison.Ordinal);
        context.Stop(graceful: true);
        client.Dispose();
    }
}

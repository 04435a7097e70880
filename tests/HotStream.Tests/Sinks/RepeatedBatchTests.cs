using System.Buffers;
using System.Text;
using HotStream.StandIn;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks;

/// <summary>Sinks that can keep no note of batches: the last one before a restart is there again, and nothing is lost.</summary>
public sealed class RepeatedBatchTests
{
    private static readonly string[] s_expected = ["0-a", "0-b", "1-a", "1-a", "1-b", "1-b", "2-a", "2-b"];

    [Fact]
    public void An_HTTP_server_gets_the_last_batch_again()
    {
        using var server = new PostStandIn();
        Live(input => input.PostTo(new HttpPostOptions { Address = server.Address, TimeProvider = TimeProvider.System },
            (json, text) => json.WriteStringValue(text)));
        Assert.Equal(s_expected, Sorted(server.Taken.SelectMany(request => request.Body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => line.Trim('"'))));
    }

    [Fact]
    public void The_console_gets_the_last_batch_again()
    {
        using var output = new MemoryStream();
        Live(input => input.WriteTo(new ConsoleSink<string>(output)));
        Assert.Equal(s_expected, Sorted(Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries)));
    }

    [Fact]
    public void An_MQTT_broker_gets_the_last_batch_again()
    {
        using var broker = new Broker();
        using var subscriber = new MqttSubscriber(broker.Address, new MqttOptions(), [new MqttTopic("results")]);
        Live(input => input.PublishToMqtt(
            broker.Address,
            (_, topic) => topic.Write("results"u8),
            (text, payload) => payload.Write(Encoding.UTF8.GetBytes(text))));
        Assert.Equal(s_expected, Sorted(subscriber.WaitFor(s_expected.Length).Select(message => message.Split(' ')[1])));
    }

    private static string[] Sorted(IEnumerable<string> records) => [.. records.Order(StringComparer.Ordinal)];

    private static void Live(Action<DStream<string>> save)
    {
        using var lives = new Lives(2, context =>
        {
            DStream<string> input = new ScriptedInput<string>(context, number => [$"{number}-a", $"{number}-b"]);
            save(input);
            return input;
        });
        lives.Live(2);
        lives.Live(1);
    }
}

using System.Globalization;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>Against a real mosquitto.</summary>
public sealed class MqttRecoveryTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void State_has_messages_that_no_checkpoint_had_and_that_no_broker_sends_again(int qos)
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-mqtt-recovery-");
        try
        {
            var clock = new ManualClock();
            using (var broker = new Broker())
            {
                long read = 0;
                using StreamingContext first = Start(broker, (MqttQos)qos, clock, directory, count => read = count);
                string lines = string.Concat(Enumerable.Range(0, 2000).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}\n")));
                Assert.Equal((0, ""), Mosquitto.Publish(broker.Port, lines, "-t", "plant/1", "-q", $"{qos}", "-l"));
                Engine.WaitFor(
                    () =>
                    {
                        clock.Advance(TimeSpan.FromSeconds(1));
                        return first.AwaitDueBatches(Engine.Patience) && Volatile.Read(ref read) == 2000;
                    },
                    "all messages are in the state");
                first.Stop(graceful: false); // the process is gone, and no checkpoint was taken
            }

            using var other = new Broker(); // knows nothing of them
            long again = 0;
            using StreamingContext second = Start(other, (MqttQos)qos, clock, directory, count => again = count);
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(second.AwaitDueBatches(Engine.Patience));
            Assert.Equal(2000, again);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    private static StreamingContext Start(Broker broker, MqttQos qos, ManualClock clock, DirectoryInfo directory, Action<long> see)
    {
        int subscribed = 0;
        StreamingContext context = StreamingContext.GetOrCreate(directory.FullName, () =>
        {
            var options = new StreamingOptions
            {
                TimeProvider = clock,
                OneActivePerProcess = false,
                Partitions = 2,
                CheckpointInterval = TimeSpan.FromDays(1),
                LoggerFactory = Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance,
            };
            var made = new StreamingContext("mqtt", TimeSpan.FromSeconds(1), options);
            var subscription = new MqttOptions { ClientId = "plant", OnSubscribed = () => Interlocked.Increment(ref subscribed) };
            made.MqttMessageStream(broker.Address, [new MqttTopic("plant/+", qos)], subscription).Named("plant")
                .Map(message => KeyValuePair.Create(message.Topic.ToString(), 1L))
                .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> sum) =>
                    Optional<long>.Some(now.Sum() + sum.GetValueOrDefault(0)))
                .ForeachBatch(batch => see(batch.ToList().Sum(pair => pair.Value)));
            return made;
        });
        context.Start();
        Engine.WaitFor(() => Volatile.Read(ref subscribed) > 0, "the subscription was granted");
        return context;
    }
}

using System.Net;
using HotStream.StandIn;
using MQTTnet.Server;

namespace HotStream.Bench;

/// <summary>MQTTnet's server, which counts what devices publish by topic as they publish it, and passes it to nobody.</summary>
internal static class MqttNetListener
{
    public static JobOutcome Run(int qos, int rounds)
    {
        var counts = new Dictionary<string, long>();
        long total = 0;
        int port = FreePort.Find();
        using MqttServer server = new MqttServerFactory().CreateMqttServer(new MqttServerOptionsBuilder()
            .WithDefaultEndpoint().WithDefaultEndpointBoundIPAddress(IPAddress.Loopback).WithDefaultEndpointPort(port).Build());
        server.InterceptingPublishAsync += published =>
        {
            lock (counts) // each connection has a task of its own
            {
                var topic = published.ApplicationMessage.Topic;
                counts[topic] = counts.GetValueOrDefault(topic) + 1;
                total++;
            }

            published.ProcessPublish = false;
            return Task.CompletedTask;
        };
        server.StartAsync().GetAwaiter().GetResult();
        TimeSpan elapsed = EngineMqttListener.Send(port, qos, rounds, () => Volatile.Read(ref total));
        server.StopAsync().GetAwaiter().GetResult();
        return new JobOutcome(EngineMqttListener.Records(rounds), () => EngineMqttListener.Answer(counts)) { Elapsed = elapsed };
    }
}

using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace HotStream.Bench;

/// <summary>The hidden verb mqttnet-receive PORT QOS COUNT: MQTTnet's client in a process of its own counts so many messages.</summary>
internal static class MqttNetReceiver
{
    public static int Run(int port, int qos, int count)
    {
        using var enough = new ManualResetEventSlim();
        var total = 0;
        var half = new HalfMeter(count);
        using IMqttClient client = new MqttClientFactory().CreateMqttClient();
        client.ApplicationMessageReceivedAsync += _ =>
        {
            var now = Interlocked.Increment(ref total);
            if (now == count / 2)
                half.Note(now);
            if (now == count)
                enough.Set();
            return Task.CompletedTask;
        };
        client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId(Mosquitto.Receiver)
            .WithProtocolVersion(MqttProtocolVersion.V500).Build()).GetAwaiter().GetResult();
        client.SubscribeAsync("plant/#", (MqttQualityOfServiceLevel)qos).GetAwaiter().GetResult();
        enough.Wait();
        half.Say();
        client.DisconnectAsync().GetAwaiter().GetResult();
        return total == count ? 0 : 1;
    }
}

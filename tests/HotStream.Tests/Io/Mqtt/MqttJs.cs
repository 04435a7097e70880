using HotStream.Tests.Connectors;
using HotStream.Tests.House;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>A client written by others, mqtt.js, in a process of its own that runs a script of the folder Peers.</summary>
internal static class MqttJs
{
    private static readonly string s_folder = Repository.PathOf("tests", "HotStream.Tests", "Io", "Mqtt", "Peers");

    /// <summary>Publishes the numbers 0 to <paramref name="count"/> - 1; ends when all are acknowledged.</summary>
    public static NodePeer Publish(string url, MqttVersion version, int qos, string topic, int count) =>
        Start("publish.mjs", url, version, qos, topic, count);

    /// <summary>Subscribes, and ends after so many messages. Returns when the broker has granted the subscription.</summary>
    public static NodePeer Subscribe(string url, MqttVersion version, int qos, string filter, int count)
    {
        NodePeer peer = Start("subscribe.mjs", url, version, qos, filter, count);
        Engine.WaitFor(() => peer.Lines.TryDequeue(out _) || peer.HasExited, "mqtt.js has subscribed");
        return peer;
    }

    private static NodePeer Start(string script, string url, MqttVersion version, int qos, string topic, int count) =>
        NodePeer.Start(s_folder, "mqtt", script, url, $"{(int)version}", $"{qos}", topic, $"{count}");
}

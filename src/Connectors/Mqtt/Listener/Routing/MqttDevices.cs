using System.Text;
using HotStream.Mqtt;

namespace HotStream;

/// <summary>
/// The way back to the devices of a listener: make one, give it to <see cref="MqttListenerOptions.Devices"/>, and publish to topics that
/// devices subscribe to, from an output or from anywhere. Thread-safe; nothing here waits for a device.
/// </summary>
public sealed class MqttDevices
{
    private MqttRouter? _router;

    /// <summary>Publishes a message.</summary>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">Any bytes.</param>
    /// <param name="qos">Quality of service; a subscription may ask for less. <see cref="MqttQos.ExactlyOnce"/> is sent as
    /// <see cref="MqttQos.AtLeastOnce"/>.</param>
    /// <param name="retain">Whether it is kept, in memory, for devices that subscribe later; an empty payload
    /// takes back what was kept.</param>
    /// <returns>How many sessions it was given to; of QoS 1 those that are away are among them and get it when they return.</returns>
    /// <exception cref="ArgumentException">The topic cannot be one: it is empty, holds a wildcard or U+0000, or is
    /// longer than 65535 bytes.</exception>
    /// <exception cref="InvalidOperationException">No listener has been given this.</exception>
    public int Publish(string topic, ReadOnlySpan<byte> payload, MqttQos qos = MqttQos.AtLeastOnce, bool retain = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(topic);
        MqttRouter router = _router
            ?? throw new InvalidOperationException("Give this to MqttListenerOptions.Devices and make a listener with it first.");
        byte[] bytes = Encoding.UTF8.GetBytes(topic);
        MqttError error = bytes.Length > ushort.MaxValue ? MqttError.Truncated : MqttText.CheckTopic(bytes);
        return error == MqttError.None
            ? router.Publish(bytes, payload, default, (byte)qos, retain, from: null)
            : throw new ArgumentException($"{PlainText.Of(topic)} is no topic name: "
            + $"{(error == MqttError.Truncated ? "it is longer than 65535 bytes" : MqttErrors.Describe(error))}.", nameof(topic));
    }

    /// <summary>As <see cref="Publish(string, ReadOnlySpan{byte}, MqttQos, bool)"/>, a text.</summary>
    /// <param name="topic">A topic name.</param>
    /// <param name="payload">A text, sent in UTF-8.</param>
    /// <param name="qos">Quality of service.</param>
    /// <param name="retain">Whether it is kept for devices that subscribe later.</param>
    /// <returns>How many sessions it was given to.</returns>
    public int Publish(string topic, string payload, MqttQos qos = MqttQos.AtLeastOnce, bool retain = false) =>
        Publish(topic, Encoding.UTF8.GetBytes(payload), qos, retain);

    internal void Attach(MqttRouter router)
    {
        if (Interlocked.CompareExchange(ref _router, router, null) is not null)
        {
            throw new InvalidOperationException("These devices are those of another listener; make an MqttDevices for each.");
        }
    }
}

namespace HotStream.Mqtt;

/// <summary>
/// What one device may do: asks the listener's hook, and hands what it may publish on to those who subscribed. One thread.
/// </summary>
internal sealed class MqttDoor(IMqttListenerHost host, MqttMailbox mailbox, MqttLogin login)
{
    /// <summary>Whether messages are to be shown here; when nobody subscribed and there is no hook, they need not be.</summary>
    public bool Looks(bool retain) => host.Options.Authorize is not null || retain || host.Router.HasSubscriptions;

    /// <summary>Decides on a message that is new, and hands it on. Returns success, or why it is left out.</summary>
    /// <exception cref="MqttConnectionException">The device is to be disconnected for it.</exception>
    public byte Take(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, ReadOnlySpan<byte> properties, byte qos, bool retain)
    {
        if (!May(MqttAccessKind.Publish, topic, payload, qos, retain))
        {
            return MqttReason.NotAuthorized;
        }

        host.Router.Publish(topic, payload, properties, qos, retain, mailbox);
        return MqttReason.Success;
    }

    /// <summary>Asks the hook.</summary>
    /// <exception cref="MqttConnectionException">The device is to be disconnected for it.</exception>
    public bool May(MqttAccessKind kind, ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, int qos, bool retain)
    {
        if (host.Options.Authorize is not { } authorize)
        {
            return true;
        }

        MqttDecision decision;
        try
        {
            decision = authorize(new MqttAccess(login, kind, topic, payload, qos, retain));
        }
        catch (Exception failure)
        {
            host.Report(
                $"MqttListenerOptions.Authorize threw for topic {PlainText.Of(topic)} of {login}, which is refused: {failure.Message}",
                failure);
            return false;
        }

        return decision switch
        {
            MqttDecision.Allow => true,
            MqttDecision.Disconnect => throw new MqttConnectionException(
                $"mqtt://{login.RemoteEndPoint} was disconnected: MqttListenerOptions.Authorize does not let it "
                + $"{(kind == MqttAccessKind.Publish ? "publish" : "subscribe")} to {PlainText.Of(topic)}.", MqttReason.NotAuthorized),
            _ => false,
        };
    }
}

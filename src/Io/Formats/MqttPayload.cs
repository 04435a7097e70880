namespace HotStream.Io;

/// <summary>A message's payload is parsed, its topic named.</summary>
internal readonly struct MqttPayload : IPayload<MqttMessage>
{
    public static Utf8Slice Of(in MqttMessage record) => record.Payload;

    public static MqttMessage With(in MqttMessage record, Utf8Slice payload) => record.With(payload);

    public static string SourceOf(in MqttMessage record, string stream) => record.Topic.ToString();
}

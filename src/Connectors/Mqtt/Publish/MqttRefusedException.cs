namespace HotStream.Mqtt;

/// <summary>The broker does not want us, and will not the next time either.</summary>
internal sealed class MqttRefusedException(string message) : IOException(message);

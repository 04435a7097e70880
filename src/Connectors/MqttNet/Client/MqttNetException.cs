namespace HotStream.MqttNet;

/// <summary>A connection could not be made, or ended; the receiver starts again.</summary>
internal sealed class MqttNetException(string message, Exception? inner = null) : Exception(message, inner);

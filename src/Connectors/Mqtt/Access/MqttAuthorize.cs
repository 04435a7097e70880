namespace HotStream;

/// <summary>Decides what becomes of something a device wants to do.</summary>
/// <param name="access">What it wants.</param>
/// <returns>The decision.</returns>
public delegate MqttDecision MqttAuthorize(in MqttAccess access);

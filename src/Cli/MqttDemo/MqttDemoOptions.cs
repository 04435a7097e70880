namespace HotStream.Cli;

/// <summary>What <c>hotstream demo --mqtt</c> was asked.</summary>
/// <param name="Duration">How long devices publish; null until a signal.</param>
/// <param name="Interval">Length of a batch.</param>
/// <param name="Devices">Devices, each with a connection of its own.</param>
/// <param name="MessagesPerSecond">What they publish together.</param>
internal sealed record MqttDemoOptions(TimeSpan? Duration, TimeSpan Interval, int Devices, int MessagesPerSecond);

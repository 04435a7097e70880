namespace HotStream.Cli;

/// <summary>What <c>hotstream mqtt</c> was asked.</summary>
/// <param name="Source">Where messages come from.</param>
/// <param name="Format">How payloads are written.</param>
/// <param name="Window">What to make of the messages; null to pass them on as they are.</param>
/// <param name="To">Where results go.</param>
/// <param name="Interval">Length of a batch.</param>
/// <param name="DeadLetters">File for messages that could not be taken; null for standard error.</param>
internal sealed record MqttRunOptions(MqttSource Source, PayloadFormat Format, WindowQuestion? Window, Destination To, TimeSpan Interval, string? DeadLetters);

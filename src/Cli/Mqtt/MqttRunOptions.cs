namespace HotStream.Cli;

/// <summary>What <c>hotstream mqtt</c> was asked.</summary>
/// <param name="Source">Where messages come from.</param>
/// <param name="To">Where results go.</param>
/// <param name="Store">How they are stored.</param>
/// <param name="Interval">Length of a batch.</param>
/// <param name="Letters">Where messages go that could not be taken; null for standard error.</param>
internal sealed record MqttRunOptions(MqttSource Source, Destination To, StoreOptions Store, TimeSpan Interval, LetterTarget? Letters);

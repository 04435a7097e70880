namespace HotStream.Cli;

/// <summary>What to make of the messages of a window.</summary>
/// <param name="Length">How much each result covers.</param>
/// <param name="Slide">How often there is one.</param>
/// <param name="Key">The field whose values are counted separately.</param>
/// <param name="Sum">The field that is added up; null to count only.</param>
internal sealed record WindowQuestion(TimeSpan Length, TimeSpan Slide, string Key, string? Sum);

namespace HotStream.Cli;

/// <summary>What is asked, and how the answer is shown.</summary>
internal sealed record SqlRunOptions(string Query, string Format, int Rows, bool ShowsSchema, bool Explains);

namespace HotStream;

/// <summary>What <see cref="JsonOutline"/> has found.</summary>
/// <param name="Count">How many marks.</param>
/// <param name="Seen">
/// Bytes that were looked at: all, or those before a backslash, a control character or an LF in a string, where every search ends.
/// </param>
/// <param name="Quotes">How many quotes are among these bytes.</param>
/// <param name="IsAscii">False when one of them is above 127; it may be one behind the last that were looked at.</param>
internal readonly record struct JsonMarks(int Count, int Seen, int Quotes, bool IsAscii);

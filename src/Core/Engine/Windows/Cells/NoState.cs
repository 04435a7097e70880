namespace HotStream;

/// <summary>State of windows that only count records: the count is kept beside every state anyway.</summary>
internal readonly struct NoState;

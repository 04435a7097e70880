namespace HotStream;

/// <summary>How a PULL socket reads. Setters refuse what cannot work.</summary>
public sealed class ZeroMqPullOptions : ZeroMqReadOptions;

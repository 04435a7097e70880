namespace HotStream.Sinks;

/// <summary>When a request is full, and how many may be under way for each partition.</summary>
internal readonly record struct RequestLimits(int Records, int Bytes, TimeSpan Age, int InFlight);

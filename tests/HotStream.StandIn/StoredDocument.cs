namespace HotStream.StandIn;

/// <summary>A document as it came.</summary>
internal sealed record StoredDocument(string Json, string? Routing, long Version);

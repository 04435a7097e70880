namespace HotStream.Http;

/// <summary>What a body holds.</summary>
internal enum HttpBodyKind
{
    Unknown,
    Lines,
    JsonLines,
    Json,
    Bulk,
}

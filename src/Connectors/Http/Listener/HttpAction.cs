namespace HotStream.Http;

/// <summary>What a bulk request wants done with a document.</summary>
internal enum HttpAction
{
    None,
    Index,
    Create,
    Update,
    Delete,
}

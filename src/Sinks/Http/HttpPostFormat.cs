namespace HotStream;

/// <summary>How records become the body of an HTTP request.</summary>
public enum HttpPostFormat
{
    /// <summary>A line of JSON for each record (<c>application/x-ndjson</c>).</summary>
    NewlineJson,

    /// <summary>One JSON array of the records (<c>application/json</c>).</summary>
    JsonArray,

    /// <summary>A request for each record, whose JSON is the body (<c>application/json</c>).</summary>
    OneRecord,
}

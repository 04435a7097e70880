using System.Text.Json.Serialization;

namespace HotStream;

/// <summary>What the batch log says of a batch.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BatchEvent>))]
internal enum BatchEvent
{
    /// <summary>A log begins: zero time and run.</summary>
    Open,

    /// <summary>It is about to run; what it reads is known.</summary>
    Begun,

    /// <summary>All its outputs are done.</summary>
    Committed,

    /// <summary>An output of it failed, and the context went on.</summary>
    Failed,

    /// <summary>The context was stopped gracefully after it: it is certainly done.</summary>
    Closed,
}

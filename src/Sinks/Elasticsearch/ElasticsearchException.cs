using System.Net;

namespace HotStream;

/// <summary>A request that Elasticsearch refused, or could not answer in time: what, where, and how to correct it.</summary>
public sealed class ElasticsearchException : Exception
{
    internal ElasticsearchException(string message, HttpStatusCode? status, Exception? cause = null)
        : base(message, cause) => Status = status;

    /// <summary>The server's status; null when there was no answer.</summary>
    public HttpStatusCode? Status { get; }
}

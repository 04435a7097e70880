using System.Net;
using Elastic.Transport;
using HttpMethod = Elastic.Transport.HttpMethod;

namespace HotStream.ElasticClient;

/// <summary>
/// Sends requests through the transport of a client: it chooses the node and says who we are. It sends each once; whether it is sent again
/// is for who asked to decide, who looks at every document.
/// </summary>
internal sealed class ElasticClientHandler(ITransport transport) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { Headers.ContentEncoding.Count: > 0 })
        {
            throw new NotSupportedException(
                "The client compresses by itself: leave Gzip out, and set EnableHttpCompression of the client's settings.");
        }

        var path = new EndpointPath(Enum.Parse<HttpMethod>(request.Method.Method), request.RequestUri!.PathAndQuery.TrimStart('/'));
        PostData? body = request.Content is { } content
            ? PostData.StreamHandler(content, static (from, to) => from.CopyTo(to, null, CancellationToken.None),
                static (from, to, cancel) => from.CopyToAsync(to, cancel))
            : null;
        var configuration = new RequestConfiguration
        {
            ContentType = request.Content?.Headers.ContentType?.MediaType ?? "application/json",
            Accept = "application/json",
            MaxRetries = 0,
            ThrowExceptions = false,
            DisableDirectStreaming = false,
        };
        BytesResponse response = await transport.RequestAsync<BytesResponse>(path, body, null, configuration, cancellationToken)
            .ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return response.ApiCallDetails is { HttpStatusCode: int status and > 0 }
            ? new HttpResponseMessage((HttpStatusCode)status) { Content = new ByteArrayContent(response.Body ?? []) }
            : throw new HttpRequestException(ReasonOf(response.ApiCallDetails), response.ApiCallDetails?.OriginalException);
    }

    private static string ReasonOf(ApiCallDetails? details)
    {
        Exception? cause = details?.OriginalException;
        while (cause is { InnerException: { } inner })
        {
            cause = inner;
        }

        return cause?.Message ?? "the client had no answer";
    }
}

using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace HotStream.Http;

/// <summary>
/// Receives a request's body whole, and undoes its compression; nothing of it is anybody's before. Of a body that is refused Kestrel
/// reads on for five seconds and throws away: who sends all before reading would lose the answer with the connection otherwise.
/// </summary>
internal static class HttpReading
{
    /// <summary>Whether the body is compressed in a way that can be undone.</summary>
    /// <param name="request">The request.</param>
    /// <param name="isGzip">Whether it is compressed.</param>
    public static bool KnowsEncoding(HttpRequest request, out bool isGzip)
    {
        string encoding = request.Headers.ContentEncoding.ToString();
        isGzip = encoding.Equals("gzip", StringComparison.OrdinalIgnoreCase)
            || encoding.Equals("x-gzip", StringComparison.OrdinalIgnoreCase);
        return isGzip || encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);
    }

    /// <returns>Null when all of it is there.</returns>
    /// <exception cref="IOException">The sender went away in the midst of it.</exception>
    public static async Task<HttpRefusal?> ReceiveAsync(HttpRequest request, bool isGzip, HttpPosted posted, int bodyBytesMax)
    {
        if (request.ContentLength > bodyBytesMax)
        {
            return TooLarge(bodyBytesMax);
        }

        var sent = new TailStream(request.Body, bodyBytesMax);
        GZipStream? undone = isGzip ? new GZipStream(sent, CompressionMode.Decompress, leaveOpen: true) : null;
        try
        {
            Stream body = undone is null ? request.Body : undone;
            while (true)
            {
                Memory<byte> free = posted.FreeBytes(bodyBytesMax);
                if (posted.Length > bodyBytesMax)
                {
                    return TooLarge(bodyBytesMax);
                }

                if (free.IsEmpty)
                {
                    return new HttpRefusal(StatusCodes.Status429TooManyRequests,
                        "Bodies of other requests fill the memory there is for them: send again a little later.");
                }

                int count = await body.ReadAsync(free, request.HttpContext.RequestAborted).ConfigureAwait(false);
                if (count == 0)
                {
                    // .NET takes a cut-off end for an end
                    return undone is null || sent.EndsWithLength(posted.Length) ? null : NoGzip();
                }

                posted.Advance(count);
            }
        }
        catch (BadHttpRequestException bad)
        {
            return bad.StatusCode == StatusCodes.Status413PayloadTooLarge ? TooLarge(bodyBytesMax)
                : new HttpRefusal(bad.StatusCode, bad.Message);
        }
        catch (InvalidDataException)
        {
            return NoGzip();
        }
        finally
        {
            if (undone is not null)
            {
                await undone.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private static HttpRefusal NoGzip() => new(StatusCodes.Status400BadRequest,
        "The body is not what gzip makes, was cut off, or is several files of gzip in one.");

    private static HttpRefusal TooLarge(int bodyBytesMax) => new(StatusCodes.Status413PayloadTooLarge,
        $"The body has more than {bodyBytesMax} bytes, compressed or not: send less at a time, or raise HttpListenerOptions.BodyBytesMax.");
}

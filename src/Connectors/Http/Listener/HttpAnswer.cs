using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HotStream.Http;

/// <summary>What is answered to a request, in JSON.</summary>
internal static class HttpAnswer
{
    private const int NamedMax = 20; // refused records that an answer names

    /// <summary>All records are taken.</summary>
    public static Task TakenAsync(HttpResponse response, HttpPosted posted) =>
        WriteAsync(response, StatusCodes.Status200OK, json => json.WriteNumber("records", posted.Records));

    /// <summary>Nothing of the request is taken.</summary>
    public static Task RefuseAsync(HttpResponse response, HttpRefusal refusal, HttpListenerOptions options)
    {
        if (refusal.IsForNow)
        {
            response.Headers.RetryAfter =
                ((long)Math.Ceiling(options.RetryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        return WriteAsync(response, refusal.Status, json => WriteError(json, refusal.Status, refusal.Reason));
    }

    /// <summary>Nothing of the request is taken, since some of its records are bad.</summary>
    public static Task NameAsync(HttpResponse response, HttpPosted posted) =>
        WriteAsync(response, StatusCodes.Status400BadRequest, json =>
        {
            WriteError(json, StatusCodes.Status400BadRequest, $"{posted.Refused} of {posted.Items.Count} records are bad; none is taken.");
            json.WriteStartArray("refused");
            for (int i = 0, named = 0; i < posted.Items.Count && named < NamedMax; i++)
            {
                if (posted.Items[i].Error is { } error)
                {
                    named++;
                    json.WriteStartObject();
                    json.WriteNumber("record", i + 1);
                    json.WriteString("reason", error);
                    json.WriteEndObject();
                }
            }

            json.WriteEndArray();
        });

    /// <summary>Each item's fate, as Elasticsearch says it.</summary>
    /// <param name="response">Where to.</param>
    /// <param name="posted">The items.</param>
    /// <param name="took">Milliseconds.</param>
    public static Task ListAsync(HttpResponse response, HttpPosted posted, long took) =>
        WriteAsync(response, StatusCodes.Status200OK, json =>
        {
            json.WriteNumber("took", took);
            json.WriteBoolean("errors", posted.Refused > 0);
            json.WriteStartArray("items");
            foreach (HttpItem item in posted.Items)
            {
                WriteItem(json, posted, item);
            }

            json.WriteEndArray();
        });

    private static void WriteItem(Utf8JsonWriter json, HttpPosted posted, in HttpItem item)
    {
        json.WriteStartObject();
        json.WriteStartObject(item.Action switch
        {
            HttpAction.Create => "create"u8,
            HttpAction.Update => "update"u8,
            HttpAction.Delete => "delete"u8,
            _ => "index"u8,
        });
        json.WriteString("_index"u8, item.Target.Length > 0 ? item.Target.Of(posted.Body) : posted.Target);
        if (item.Id.Length > 0)
        {
            json.WriteString("_id"u8, item.Id.Of(posted.Body));
        }

        if (item.Error is not { } error)
        {
            json.WriteNumber("status", StatusCodes.Status201Created);
            json.WriteString("result", "created");
        }
        else
        {
            json.WriteNumber("status", StatusCodes.Status400BadRequest);
            json.WriteStartObject("error");
            json.WriteString("type", "mapper_parsing_exception");
            json.WriteString("reason", error);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteError(Utf8JsonWriter json, int status, string reason)
    {
        json.WriteStartObject("error");
        json.WriteString("type", status < 500 && status != StatusCodes.Status429TooManyRequests ? "illegal_argument_exception"
            : "es_rejected_execution_exception");
        json.WriteString("reason", reason);
        json.WriteEndObject();
        json.WriteNumber("status", status);
    }

    private static async Task WriteAsync(HttpResponse response, int status, Action<Utf8JsonWriter> write)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        using (var json = new Utf8JsonWriter(response.BodyWriter))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        await response.BodyWriter.FlushAsync().ConfigureAwait(false);
    }
}

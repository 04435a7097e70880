using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;

namespace HotStream.Sinks;

/// <summary>
/// Writes the action line of a document, <c>{"index":{"_id":"..."}}</c>, and what goes around the document. Ids that no selector makes are
/// those of a batch, a partition and a record in it: their beginning is the same for a batch and made once.
/// </summary>
internal sealed class BulkAction<T>(ElasticsearchOperation operation, Func<T, DocumentKey>? id,
    Func<T, DocumentKey>? routing, string idPrefix)
{
    private byte[] _head = [];

    /// <summary>Whether records say their ids.</summary>
    public bool HasIds => id is not null;

    /// <summary>The id of a record, if they have ids.</summary>
    public DocumentKey IdOf(in T record) => id!(record);

    /// <summary>Whether a document follows the action line.</summary>
    public bool HasDocument => operation != ElasticsearchOperation.Delete;

    public void Begin(long batch, int partition)
    {
        string verb = operation switch
        {
            ElasticsearchOperation.Index => "index",
            ElasticsearchOperation.Create => "create",
            ElasticsearchOperation.Delete => "delete",
            _ => "update",
        };
        string prefix = id is not null ? ""
            : string.Create(CultureInfo.InvariantCulture, $"{JavaScriptEncoder.Default.Encode(idPrefix)}-{batch}-{partition}-");
        _head = Encoding.UTF8.GetBytes($$"""{"{{verb}}":{"_id":"{{prefix}}""");
    }

    public void WriteLine(in T record, in DocumentKey key, long position, RecordBody body)
    {
        body.Write(_head);
        if (id is null)
        {
            Utf8Formatter.TryFormat(position, body.GetSpan(20), out int written);
            body.Advance(written);
        }
        else
        {
            key.WriteTo(body);
        }

        if (routing is not null && routing(record) is { IsEmpty: false } route)
        {
            body.Write("\",\"routing\":\""u8);
            route.WriteTo(body);
        }

        body.Write("\"}}\n"u8);
    }

    public void BeginDocument(RecordBody body)
    {
        if (operation is ElasticsearchOperation.Update or ElasticsearchOperation.Upsert)
        {
            body.Write("{\"doc\":"u8);
        }
    }

    /// <summary>A document without what <see cref="BeginDocument"/> and <see cref="EndDocument"/> put around it.</summary>
    public ReadOnlySpan<byte> Unwrap(ReadOnlySpan<byte> document)
    {
        int end = operation == ElasticsearchOperation.Update ? "}"u8.Length : operation == ElasticsearchOperation.Upsert
            ? ",\"doc_as_upsert\":true}"u8.Length : 0;
        return end == 0 ? document : document["{\"doc\":"u8.Length..^end];
    }

    public void EndDocument(RecordBody body) => body.Write(operation switch
    {
        ElasticsearchOperation.Update => "}\n"u8,
        ElasticsearchOperation.Upsert => ",\"doc_as_upsert\":true}\n"u8,
        _ => "\n"u8,
    });
}

using System.Text.Json.Serialization.Metadata;
using HotStream.ElasticClient;
using Client = Elastic.Clients.Elasticsearch.ElasticsearchClient;

namespace HotStream;

/// <summary>Storing through a client of <c>Elastic.Clients.Elasticsearch</c>.</summary>
public static class ElasticClientExtensions
{
    /// <summary>
    /// What sends requests of a sink through a client, for <see cref="HttpSinkOptions.Handler"/>: to its nodes, with its credentials,
    /// proxies and certificates. Its own retries are left out, for the sink looks at every document and sends again what may be taken
    /// later. Its check of the product is left out too.
    /// </summary>
    /// <param name="client">The client; yours. It may be used by others meanwhile.</param>
    public static HttpMessageHandler AsHandler(this Client client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return new ElasticClientHandler(client.Transport);
    }

    /// <summary>
    /// Stores records that are JSON objects already, as
    /// <see cref="ElasticsearchExtensions.SaveToElasticsearch(DStream{Utf8Slice}, ElasticsearchOptions, Func{Utf8Slice, DocumentKey}?,
    /// Func{Utf8Slice, DocumentKey}?)"/> does, through a client.
    /// </summary>
    /// <param name="stream">What to store.</param>
    /// <param name="client">The client; yours.</param>
    /// <param name="index">The index, see <see cref="ElasticsearchOptions.Index"/>.</param>
    /// <param name="id">The id of a record's document; null makes one of query, batch number, partition and record.</param>
    /// <exception cref="ArgumentException">There is no such index.</exception>
    public static void SaveToElasticsearch(this DStream<Utf8Slice> stream, Client client, string index,
        Func<Utf8Slice, DocumentKey>? id = null) => stream.SaveToElasticsearch(Options(client, index), id);

    /// <summary>Stores records that the source generator of System.Text.Json knows, through a client.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to store.</param>
    /// <param name="client">The client; yours.</param>
    /// <param name="index">The index, see <see cref="ElasticsearchOptions.Index"/>.</param>
    /// <param name="json">How to write a record: a property of your <c>JsonSerializerContext</c>.</param>
    /// <param name="id">The id of a record's document; null makes one of query, batch number, partition and record.</param>
    /// <exception cref="ArgumentException">There is no such index.</exception>
    public static void SaveToElasticsearch<T>(this DStream<T> stream, Client client, string index, JsonTypeInfo<T> json,
        Func<T, DocumentKey>? id = null) => stream.SaveToElasticsearch(Options(client, index), json, id);

    private static ElasticsearchOptions Options(Client client, string index)
    {
        ArgumentNullException.ThrowIfNull(client);
        Uri node = client.ElasticsearchClientSettings.NodePool.Nodes.First().Uri;
        return new ElasticsearchOptions
        {
            Nodes = [new UriBuilder(node.Scheme, node.Host, node.Port).Uri], // a name for messages: the client sends where it will
            Index = index,
            Handler = client.AsHandler(),
        };
    }
}

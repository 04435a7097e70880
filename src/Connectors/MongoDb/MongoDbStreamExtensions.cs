using HotStream.MongoDb;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream;

/// <summary>Outputs into MongoDB; what they promise stands at <see cref="MongoDbSink{T}"/>.</summary>
public static class MongoDbStreamExtensions
{
    /// <summary>Writes a document for each key; the key is its id, a text where it is a slice.</summary>
    /// <typeparam name="TKey">What BSON has a value for: texts, numbers, moments, GUIDs and the like.</typeparam>
    /// <typeparam name="TValue">Type of the values.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="server">The connection string: <c>mongodb://HOST:27017</c>. Shown without its secrets.</param>
    /// <param name="database">The database.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="document">The document of a value. Worker threads, several at a time.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The connection string or a name cannot be.</exception>
    public static void SaveToMongoDb<TKey, TValue>(this DStream<KeyValuePair<TKey, TValue>> stream, string server, string database,
        string collection, Func<TValue, BsonDocument> document, MongoDbOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(document);
        stream.SaveToMongoDb(server, database, collection, static record => MongoDbIds.Of(record.Key), record => document(record.Value),
            options);
    }

    /// <summary>Writes a document for each id.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="server">The connection string: <c>mongodb://HOST:27017</c>. Shown without its secrets.</param>
    /// <param name="database">The database.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="id">The id of a record. Worker threads, several at a time.</param>
    /// <param name="document">The document of a record; its <c>_id</c> is the id. Worker threads, several at a time.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The connection string or a name cannot be.</exception>
    public static void SaveToMongoDb<T>(this DStream<T> stream, string server, string database, string collection, Func<T, BsonValue> id,
        Func<T, BsonDocument> document, MongoDbOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new MongoDbSink<T>(server, database, collection, id, document, options));
    }

    /// <summary>Writes a document for each id, by a client that you have.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="collection">The collection; its write concern is that of the options. Its client is not disposed.</param>
    /// <param name="id">The id of a record. Worker threads, several at a time.</param>
    /// <param name="document">The document of a record; its <c>_id</c> is the id. Worker threads, several at a time.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static void SaveToMongoDb<T>(this DStream<T> stream, IMongoCollection<BsonDocument> collection, Func<T, BsonValue> id,
        Func<T, BsonDocument> document, MongoDbOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new MongoDbSink<T>(collection, id, document, options));
    }

    /// <summary>Does a write for each record: updates, inserts, deletes. What that promises stands at the sink's constructor.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="stream">What to write.</param>
    /// <param name="collection">The collection; its write concern is that of the options. Its client is not disposed.</param>
    /// <param name="write">The write of a record. Worker threads, several at a time.</param>
    /// <param name="options">How; null for the defaults.</param>
    public static void SaveToMongoDb<T>(this DStream<T> stream, IMongoCollection<BsonDocument> collection,
        Func<T, WriteModel<BsonDocument>> write, MongoDbOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.WriteTo(new MongoDbSink<T>(collection, write, options));
    }
}

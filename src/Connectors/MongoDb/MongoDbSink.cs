using HotStream.MongoDb;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream;

/// <summary>
/// Writes records into a collection of MongoDB by unordered bulks: each replaces the document of its id, or is a new one. Of an id the last
/// record of a batch stays; all of an id go by one partition, in their order.
/// <para>Law: at least once, and since a document has its id, once there: a batch that runs again writes the same documents again. A batch
/// is done when the write concern has all of it. A document that is to blame itself (a value that a unique index has already, the
/// collection's validator, its size) is a dead letter, and the others go on; everything else is written again, for
/// <see cref="MongoDbOptions.RetryFor"/>, and then fails the batch. The whole: docs/mongodb.md.</para>
/// </summary>
/// <typeparam name="T">Type of the records.</typeparam>
public sealed class MongoDbSink<T> : Sink<T>
{
    private readonly MongoDbTarget<T> _target;
    private readonly Lazy<MongoClient>? _client;

    /// <summary>Makes a sink with a client of its own; nothing is connected yet.</summary>
    /// <param name="server">The connection string: <c>mongodb://HOST:27017</c>. Shown without its secrets.</param>
    /// <param name="database">The database.</param>
    /// <param name="collection">The collection.</param>
    /// <param name="id">The id of a record. Worker threads, several at a time.</param>
    /// <param name="document">The document of a record; its <c>_id</c> is the id. Worker threads, several at a time.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="ArgumentException">The connection string or a name cannot be.</exception>
    public MongoDbSink(string server, string database, string collection, Func<T, BsonValue> id, Func<T, BsonDocument> document,
        MongoDbOptions? options = null)
        : this(new MongoDbAddress(server, database, collection), Documents(id, document), options ?? new MongoDbOptions())
    {
    }

    /// <summary>Makes a sink by a client that you have.</summary>
    /// <param name="collection">The collection; its write concern is that of the options. Its client is not disposed.</param>
    /// <param name="id">The id of a record. Worker threads, several at a time.</param>
    /// <param name="document">The document of a record; its <c>_id</c> is the id. Worker threads, several at a time.</param>
    /// <param name="options">How; null for the defaults.</param>
    public MongoDbSink(IMongoCollection<BsonDocument> collection, Func<T, BsonValue> id, Func<T, BsonDocument> document,
        MongoDbOptions? options = null)
        : this(collection, Documents(id, document), options ?? new MongoDbOptions())
    {
    }

    /// <summary>
    /// Makes a sink of writes that a function makes: updates, inserts, deletes. A batch that comes again, and a write that is tried again,
    /// does them again: what is not the same when done twice (<c>$inc</c>) is counted twice. Those of a batch may be done in any order.
    /// </summary>
    /// <param name="collection">The collection; its write concern is that of the options. Its client is not disposed.</param>
    /// <param name="write">The write of a record. Worker threads, several at a time.</param>
    /// <param name="options">How; null for the defaults.</param>
    public MongoDbSink(IMongoCollection<BsonDocument> collection, Func<T, WriteModel<BsonDocument>> write, MongoDbOptions? options = null)
        : this(collection, new MongoDbModels<T>(write ?? throw new ArgumentNullException(nameof(write))), options ?? new MongoDbOptions())
    {
    }

    private MongoDbSink(MongoDbAddress address, MongoDbForm<T> form, MongoDbOptions options)
        : base(address.Name)
    {
        var client = new Lazy<MongoClient>(() => address.Connect(options));
        _client = client;
        _target = new MongoDbTarget<T>(
            () => address.Collection(client.Value).WithWriteConcern(options.WriteConcern), form, options);
    }

    private MongoDbSink(IMongoCollection<BsonDocument> collection, MongoDbForm<T> form, MongoDbOptions options)
        : base(NameOf(collection)) =>
        _target = new MongoDbTarget<T>(() => collection.WithWriteConcern(options.WriteConcern), form, options);

    /// <inheritdoc/>
    protected override Func<T, ulong>? KeyHash => _target.Form.KeyHash;

    /// <inheritdoc/>
    protected override SinkWriter<T> OpenWriter(SinkPartition partition) => new MongoDbWriter<T>(_target, partition, Name);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_client is { IsValueCreated: true } client)
        {
            client.Value.Dispose();
        }

        base.Dispose(disposing);
    }

    private static string NameOf(IMongoCollection<BsonDocument> collection)
    {
        ArgumentNullException.ThrowIfNull(collection);
        return $"mongodb {PlainText.Of(collection.CollectionNamespace.FullName)}";
    }

    private static MongoDbDocuments<T> Documents(Func<T, BsonValue> id, Func<T, BsonDocument> document)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(document);
        return new MongoDbDocuments<T>(id, document);
    }
}

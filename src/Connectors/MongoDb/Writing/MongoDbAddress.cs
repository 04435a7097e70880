using MongoDB.Driver;

namespace HotStream.MongoDb;

/// <summary>Which collection of which server; messages have it without its secrets.</summary>
internal sealed class MongoDbAddress
{
    private readonly MongoUrl _url;
    private readonly string _database;
    private readonly string _collection;

    /// <exception cref="ArgumentException">It is no such address; nothing of what it holds is shown.</exception>
    public MongoDbAddress(string server, string database, string collection)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(server);
        ArgumentException.ThrowIfNullOrWhiteSpace(database);
        ArgumentException.ThrowIfNullOrWhiteSpace(collection);
        (_database, _collection) = (database, collection);
        try
        {
            _url = new MongoUrl(server);
            Check(database, collection);
        }
        catch (Exception failure) when (failure is MongoConfigurationException or FormatException)
        {
            // its message shows all of it
            throw new ArgumentException($"'{PlainText.Address(server)}' is no connection string of MongoDB; write mongodb://HOST:27017 or "
                + "mongodb+srv://HOST, and escape what is not a letter or a digit in user name and password.", nameof(server));
        }
    }

    /// <summary>As messages have it.</summary>
    public string Name => $"mongodb {PlainText.Of(string.Join(',', _url.Servers))}/{PlainText.Of(_database)}.{PlainText.Of(_collection)}";

    /// <summary>Makes a client.</summary>
    public MongoClient Connect(MongoDbOptions options)
    {
        MongoClientSettings settings = MongoClientSettings.FromUrl(_url);
        settings.ServerSelectionTimeout = options.Timeout;
        settings.ConnectTimeout = options.Timeout;
        return new MongoClient(settings);
    }

    public IMongoCollection<MongoDB.Bson.BsonDocument> Collection(MongoClient client) =>
        client.GetDatabase(_database).GetCollection<MongoDB.Bson.BsonDocument>(_collection);

    private static void Check(string database, string collection)
    {
        _ = new DatabaseNamespace(database);
        if (!CollectionNamespace.IsValid($"{database}.{collection}"))
        {
            throw new ArgumentException($"'{PlainText.Of(collection)}' is no name of a collection.", nameof(collection));
        }
    }
}

using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream.Cli;

/// <summary>
/// Documents of a collection. A message with an id replaces the document of it, others are new documents; results of windows replace
/// themselves.
/// </summary>
internal sealed record MongoDbDestination(HostPort Server, string? User, string? Password, bool IsTls, string Database, string Collection,
    string? Set, string? Source) : Destination
{
    private const int ServerPort = 27017;

    public override string Name => $"mongodb {Server}/{PlainText.Of(Database)}.{PlainText.Of(Collection)}";

    public override bool UsesTls => IsTls;

    /// <exception cref="FormatException">It names no database or collection that can be.</exception>
    public static MongoDbDestination Open(AddressReader reader)
    {
        ServerAddress address = reader.Address;
        var destination = new MongoDbDestination(new HostPort(address.Host, address.Port ?? ServerPort), address.User, address.Password,
            address.Scheme == "mongodbs", reader.Path("database"), reader.Need("collection"), reader.Take("replicaSet"),
            reader.Take("authSource"));
        try
        {
            // a client would connect at once
            _ = new CollectionNamespace(new DatabaseNamespace(destination.Database), destination.Collection);
        }
        catch (ArgumentException problem)
        {
            throw reader.Problem("has a name of a database or collection that cannot be", problem);
        }

        return destination;
    }

    public override void Check(StoreOptions options)
    {
        CheckIsJson(options);
        CheckDocumentType(options);
        CheckId(options);
    }

    public override async Task PrepareAsync(StoreOptions options, CancellationToken stop)
    {
        IMongoDatabase database = Documents(options).Database;
        try
        {
            await ServerWait.ForAsync(
                Name,
                async cancel => await database.RunCommandAsync((Command<BsonDocument>)new BsonDocument("ping", 1),
                    cancellationToken: cancel).ConfigureAwait(false),
                static failure => failure is TimeoutException or MongoConnectionException and not MongoAuthenticationException,
                options.RetryFor,
                stop).ConfigureAwait(false);
        }
        catch (MongoException failure)
        {
            throw new IOException($"Cannot use {Name}: {PlainText.Of(Causes.Of(failure), 500)}.", failure);
        }
    }

    public override void Save(DStream<MqttMessage> messages, StoreOptions options)
    {
        if (options.Id is null)
        {
            messages.SaveToMongoDb(Documents(options),
                static message => new InsertOneModel<BsonDocument>(BsonDocument.Parse(message.Payload.ToString())), Settings(options));
        }
        else
        {
            messages.ParseJson([options.Id], static (message, row) => KeyValuePair.Create(row.GetText(0), message.Payload)).SaveToMongoDb(
                Documents(options),
                static pair => new BsonString(pair.Key.ToString()),
                static pair => BsonDocument.Parse(pair.Value.ToString()),
                Settings(options));
        }
    }

    public override void Save(DStream<WindowResult> results, StoreOptions options)
    {
        WindowQuestion question = options.Window!;
        results.SaveToMongoDb(
            Documents(options), static result => new BsonString(result.Id), result => DocumentOf(result, question), Settings(options));
    }

    private static BsonDocument DocumentOf(WindowResult result, WindowQuestion question)
    {
        var document = new BsonDocument
        {
            ["window_end"] = result.End.UtcDateTime,
            [question.Key] = result.Key.ToString(),
            ["count"] = result.Count,
        };
        if (question.Sum is not null)
        {
            document["sum_" + question.Sum] = result.Sum;
        }

        return document;
    }

    private static MongoDbOptions Settings(StoreOptions options) => new() { RetryFor = options.RetryFor };

    /// <summary>The collection, by a client that begins to connect.</summary>
    private IMongoCollection<BsonDocument> Documents(StoreOptions options)
    {
        var settings = new MongoClientSettings
        {
            Server = new MongoServerAddress(Server.Host, Server.Port),
            ReplicaSetName = Set,
            UseTls = IsTls,
            ServerSelectionTimeout = TimeSpan.FromSeconds(5), // then it is asked for again, as long as one is to wait
        };
        if (User is not null)
        {
            settings.Credential = MongoCredential.CreateCredential(Source ?? "admin", User, Password ?? "");
        }

        if (IsTls && options.Authorities is not null)
        {
            settings.SslSettings = new SslSettings { ServerCertificateValidationCallback = options.Authorities.Trusts };
        }

        return new MongoClient(settings).GetDatabase(Database).GetCollection<BsonDocument>(Collection);
    }
}

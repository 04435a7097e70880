using HotStream.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream.Tests.Connectors.MongoDb;

/// <summary>The same against a server of yours, where <c>HOTSTREAM_MONGODB</c> is its connection string.</summary>
public sealed class MongoDbServerTests
{
    private const string Variable = "HOTSTREAM_MONGODB";

    [Fact]
    public void It_is_a_sink_that_has_each_record_once_and_refuses_documents_alone()
    {
        string? server = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(server),
            $"{Variable} is not set: no server of MongoDB can be installed here; set it to the connection string of one of yours");
        using var client = new MongoClient(server);
        string database = $"hotstream-{Guid.NewGuid():N}";
        try
        {
            IMongoCollection<BsonDocument> collection = client.GetDatabase(database).GetCollection<BsonDocument>("texts");
            collection.Indexes.CreateOne(new CreateIndexModel<BsonDocument>(
                new BsonDocument("only", 1), new CreateIndexOptions { Unique = true, Sparse = true }));
            collection.InsertOne(new BsonDocument { ["_id"] = "taken", ["only"] = 1 });
            ContractReport report = HotStream.Testing.SinkContract.Check(new SinkUnderTest<string>
            {
                Write = stream => stream.SaveToMongoDb(server!, database, "texts", static text => text, static text => text == "poison"
                    ? new BsonDocument { ["text"] = text, ["only"] = 1 } : new BsonDocument("text", text)),
                Stored = () => collection.Find(new BsonDocument("text", new BsonDocument("$exists", true))).ToList()
                    .Select(static document => document["text"].AsString),
                Record = static number => $"record {number}",
                KeepsOrder = false,
                Poison = ["poison"],
            });
            Assert.True(report.Holds, report.ToString());
        }
        finally
        {
            client.DropDatabase(database);
        }
    }
}

using HotStream.Tests.Connectors.MongoDb;
using HotStream.Tests.Streams;
using MongoDB.Bson;

namespace HotStream.Tests.Readme;

/// <summary>The job of docs/mongodb.md, which a stand-in of ours answers.</summary>
public sealed class ReadmeMongoDbJobs
{
    [Fact]
    public void Words_are_counted_into_documents()
    {
        using var standIn = new MongoStandIn();
        string server = standIn.Address;
        using var engine = new Engine();
        DStream<Utf8Slice> words = engine.Queue<Utf8Slice>([new[] { "to", "be", "or", "not", "to", "be" }
            .Select(static word => Utf8Slice.FromInline(System.Text.Encoding.UTF8.GetBytes(word))).ToArray()]);

        // readme: mongodb
        words.CountByValue()
             .SaveToMongoDb(server, "plant", "words", count => new BsonDocument("count", count));

        // end
        engine.Tick();
        Assert.Equal(["be 2", "not 1", "or 1", "to 2"],
            standIn.Documents.Select(static document => $"{document["_id"]} {document["count"]}").Order(StringComparer.Ordinal));
    }
}

using HotStream.MongoDb;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream.Tests.Connectors.MongoDb;

public sealed class MongoDbOptionTests
{
    [Fact]
    public void What_cannot_work_is_refused_by_name()
    {
        var options = new MongoDbOptions();
        (string Name, Action Set)[] bad =
        [
            ("WriteConcern", () => options.WriteConcern = WriteConcern.Unacknowledged), ("BulkDocuments", () => options.BulkDocuments = 0),
            ("BulkBytes", () => options.BulkBytes = 1), ("Timeout", () => options.Timeout = TimeSpan.Zero),
            ("RetryFor", () => options.RetryFor = TimeSpan.FromSeconds(-1)), ("server", () => _ = Sink("http://host", "plant", "texts")),
            ("server", () => _ = Sink("mongodb://me:sec:ret@host", "plant", "texts")),
            ("server", () => _ = Sink("mongodb://me:secret@host/?w=many&x", "plant", "texts")),
            ("database", () => _ = Sink("mongodb://host", "", "texts")), ("collection", () => _ = Sink("mongodb://host", "plant", "a\0")),
        ];
        Assert.All(bad, option =>
        {
            ArgumentException refused = Assert.ThrowsAny<ArgumentException>(option.Set);
            Assert.Equal(option.Name, refused.ParamName);
            Assert.DoesNotContain("sec:ret", refused.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_sink_is_named_by_its_servers_and_its_collection_and_by_no_secret() => Assert.Equal(
        "mongodb a:27017,b:27018/plant.texts", Sink("mongodb://me:secret@a,b:27018/?authSource=admin&appName=x", "plant", "texts").Name);

    [Fact]
    public void Keys_become_ids() => Assert.Equal(
        [new BsonString("text"), new BsonInt32(7), new BsonInt64(8), new BsonString("s"), new BsonDateTime(0L)],
        [MongoDbIds.Of(Utf8Slice.FromInline("text"u8)), MongoDbIds.Of(7), MongoDbIds.Of(8L), MongoDbIds.Of("s"),
            MongoDbIds.Of(DateTimeOffset.UnixEpoch)]);

    private static MongoDbSink<string> Sink(string server, string database, string collection) =>
        new(server, database, collection, static text => text, static _ => []);
}

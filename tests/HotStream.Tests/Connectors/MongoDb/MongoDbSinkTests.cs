using System.Collections.Concurrent;
using System.Text;
using HotStream.Testing;
using HotStream.Tests.Streams;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream.Tests.Connectors.MongoDb;

/// <summary>Bulks by MongoDB's driver, which a stand-in of ours answers.</summary>
public sealed class MongoDbSinkTests : IDisposable
{
    private readonly MongoStandIn _server = new();
    private readonly ConcurrentQueue<DeadLetter> _letters = [];

    public void Dispose() => _server.Dispose();

    [Fact]
    public void It_is_a_sink_that_has_each_record_once_while_its_server_goes_and_comes()
    {
        _server.Refuse = static update => update["q"]["_id"] == "poison" ? (121, "Document failed validation") : null;
        ContractReport report = HotStream.Testing.SinkContract.Check(new SinkUnderTest<string>
        {
            Write = stream => stream.SaveToMongoDb(_server.Address, "plant", "texts", static text => new BsonString(text),
                static text => new BsonDocument("text", text), Options()),
            Stored = () => _server.Documents.Select(static document => document["text"].AsString),
            Record = static number => $"record {number}",
            KeepsOrder = false,
            Poison = ["poison"],
            Break = _server.End,
            Repair = _server.Begin,
        });
        Assert.True(report.Holds, report.ToString());
    }

    [Fact]
    public void A_document_that_is_to_blame_is_a_dead_letter_and_what_may_pass_is_written_again()
    {
        var tried = new ConcurrentDictionary<string, int>();
        _server.Refuse = update =>
        {
            string id = update["q"]["_id"].AsString;
            bool isFirst = tried.AddOrUpdate(id, 1, static (_, times) => times + 1) == 1;
            return id switch
            {
                "invalid" => (121, "Document failed validation"),
                "taken" => (11000, "E11000 duplicate key error collection: plant.texts index: email_1 dup key: { email: 1 }"),
                "race" when isFirst => (11000, "E11000 duplicate key error collection: plant.texts index: _id_ dup key: { _id: 1 }"),
                "conflict" when isFirst => (112, "WriteConflict"),
                _ => null,
            };
        };
        Save("a", "invalid", "race", "b", "taken", "conflict");
        Assert.Equal(["a", "b", "conflict", "race"], Ids().Order());
        Assert.All(["a", "b", "invalid", "taken"], id => Assert.Equal(1, tried[id]));
        Assert.Equal(2, tried["race"]);
        Assert.Equal(["""{ "_id" : "invalid", "size" : 7 }""", """{ "_id" : "taken", "size" : 5 }"""],
            _letters.Select(static letter => Encoding.UTF8.GetString(letter.Record.Span)).Order());
        Assert.Contains(_letters, static letter => letter.Reason.Contains("unique index", StringComparison.Ordinal));
        Assert.Contains(_letters, static letter => letter.Reason.Contains("error 121", StringComparison.Ordinal));
    }

    [Fact]
    public void Of_an_id_the_last_record_of_a_batch_stays_whatever_partition_it_comes_from()
    {
        using var engine = new Engine(partitions: 4);
        KeyValuePair<string, int>[] records = [.. Enumerable.Range(0, 4000).Select(static i => KeyValuePair.Create($"{i % 7}", i))];
        engine.Queue([records]).SaveToMongoDb(_server.Address, "plant", "latest", static value => new BsonDocument("value", value),
            Options(options => options.BulkDocuments = 10));
        engine.Tick();
        Assert.Equal(7, _server.Documents.Length);
        Assert.All(_server.Documents, static document => Assert.Equal(
            Enumerable.Range(3993, 7).Single(i => $"{i % 7}" == document["_id"].AsString), document["value"].AsInt32));
    }

    [Fact]
    public void Writes_wait_for_the_majority_and_come_again_when_it_does_not_have_them()
    {
        _server.ConcernErrors = 1;
        Save("a", "b");
        Assert.Equal(["a", "b"], Ids());
        BsonDocument[] writes = [.. _server.Writes];
        Assert.Equal(2, writes.Length);
        Assert.All(writes, static write => Assert.Equal(
            ("majority", false), (write["writeConcern"]["w"].AsString, write["ordered"].AsBoolean)));
    }

    [Fact]
    public void A_document_that_cannot_be_one_is_a_dead_letter_alone()
    {
        using var engine = new Engine(with: options => options.DeadLetters = _letters.Enqueue);
        engine.Queue<string>([["good", "no id", "large", "zero", "other id"]]).SaveToMongoDb(_server.Address, "plant", "texts",
            static text => text == "no id" ? BsonNull.Value : text, static text => text switch
            {
                "large" => new BsonDocument("data", new byte[17 * 1024 * 1024]),
                "zero" => new BsonDocument("a\0b", 1),
                "other id" => new BsonDocument("_id", "another"),
                _ => new BsonDocument("size", text.Length),
            }, Options());
        engine.Tick();
        Assert.Equal(["good"], Ids());
        Assert.Equal(["large", "no id", "other id", "zero"],
            _letters.Select(static letter => Encoding.UTF8.GetString(letter.Record.Span)).Order());
    }

    [Fact]
    public void Writes_of_a_function_go_as_they_are_and_one_that_cannot_be_encoded_is_a_dead_letter_alone()
    {
        using var client = new MongoClient(_server.Address);
        using var engine = new Engine(partitions: 1, options => options.DeadLetters = _letters.Enqueue);
        string[] texts = [.. Enumerable.Range(0, 50).Select(static i => i == 33 ? "bad" : $"{i}")];
        engine.Queue<string>([texts]).SaveToMongoDb(client.GetDatabase("plant").GetCollection<BsonDocument>("texts"),
            static WriteModel<BsonDocument> (text) => text == "7" ? new InsertOneModel<BsonDocument>(new BsonDocument("_id", text))
                : Update(text, text == "bad" ? "no operator" : "$set"), Options());
        engine.Tick();
        Assert.Equal(["7"], Ids()); // the stand-in does not know $set
        IEnumerable<BsonValue> updates = _server.Writes.Where(static write => write.Contains("updates"))
            .SelectMany(static write => write["updates"].AsBsonArray);
        Assert.Equal(texts.Where(static text => text is not ("bad" or "7")).Order(),
            updates.Select(static update => update["q"]["_id"].AsString).Distinct().Order());
        Assert.Contains("cannot be written", Assert.Single(_letters).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_does_not_answer_fails_the_batch_and_says_which_option_says_so()
    {
        _server.IsSilent = true;
        using var engine = new Engine();
        Save(engine, static options =>
            (options.Timeout, options.RetryFor) = (TimeSpan.FromMilliseconds(200), TimeSpan.FromMilliseconds(500)), "a");
        string failure = engine.Failure().ToString();
        Assert.Contains("MongoDbOptions.RetryFor", failure, StringComparison.Ordinal);
        Assert.Contains("MongoDbOptions.Timeout", failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_password_that_is_wrong_is_said_and_not_shown()
    {
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        engine.Queue<string>([["a"]]).SaveToMongoDb($"mongodb://me:very-secret@{_server.Place}/admin", "plant", "texts",
            static text => text, static _ => [], Options(options => options.RetryFor = TimeSpan.FromMilliseconds(200)));
        engine.Tick();
        string failure = engine.Failure().ToString();
        Assert.Contains("does not let us in", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("very-secret", failure, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Entries, entry => entry.Message.Contains("very-secret", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Causes, cause => cause.ToString().Contains("very-secret", StringComparison.Ordinal));
    }

    private static UpdateOneModel<BsonDocument> Update(string id, string verb) =>
        new(new BsonDocument("_id", id), new BsonDocument(verb, new BsonDocument("x", 1))) { IsUpsert = true };

    private static MongoDbOptions Options(Action<MongoDbOptions>? with = null)
    {
        var options = new MongoDbOptions { TimeProvider = TimeProvider.System };
        with?.Invoke(options);
        return options;
    }

    private void Save(params string[] ids)
    {
        using var engine = new Engine(partitions: 1, options => options.DeadLetters = _letters.Enqueue);
        Save(engine, null, ids);
    }

    private void Save(Engine engine, Action<MongoDbOptions>? with, params string[] ids)
    {
        engine.Queue<string>([ids]).SaveToMongoDb(_server.Address, "plant", "texts", static id => id,
            static id => new BsonDocument("size", id.Length), Options(with));
        engine.Tick();
    }

    private IEnumerable<string> Ids() => _server.Documents.Select(static document => document["_id"].AsString);
}

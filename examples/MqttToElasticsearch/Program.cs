using HotStream;

// What machines in a hall publish by MQTT, as documents in Elasticsearch. Payloads are dictionaries as Python prints them, {'good': '1',
// ...}; a document has the same fields. The broker keeps messages until their documents are stored.
int interval = 1000;
if (args.Length is < 4 or > 5
    || !Uri.TryCreate(args[2], UriKind.Absolute, out Uri? node)
    || (args.Length > 4 && (!int.TryParse(args[4], out interval) || interval < 1)))
{
    Console.Error.WriteLine("usage: MqttToElasticsearch mqtt://BROKER:1883 TOPIC http://ELASTICSEARCH:9200 INDEX [BATCH_MILLISECONDS]");
    return 2;
}

(string broker, string topic, string index) = (args[0], args[1], args[3]);
using (var client = new ElasticsearchClient(new ElasticsearchOptions { Nodes = [node] }))
{
    bool isNew = await client.CreateIndexAsync(index);
    Console.WriteLine($"index {index} of Elasticsearch {await client.VersionAsync()} {(isNew ? "created" : "exists")}");
}

var options = new StreamingOptions
{
    DeadLetters = letter => Console.WriteLine($"refused: {letter.Source}, {letter.Position}: {letter.Reason}"),
};
await using var context = new StreamingContext("MqttToElasticsearch", TimeSpan.FromMilliseconds(interval), options);

DStream<MqttMessage> messages = context.MqttMessageStream(
    broker, [new MqttTopic(topic)], new MqttOptions
    {
        ClientId = $"hotstream-{index}",
        SessionExpiry = TimeSpan.FromDays(1),
        OnSubscribed = () => Console.WriteLine($"subscribed to {topic}")
    });
DStream<Utf8Slice> documents = messages.SingleQuotedJson().Map(message => message.Payload).Cache();

documents.SaveToElasticsearch(new ElasticsearchOptions { Nodes = [node], Index = index });
documents.ForeachBatch(batch =>                    // outputs run in order: here the documents are stored
{
    foreach (Utf8Slice document in batch.ToList())
    {
        Console.WriteLine($"{DateTimeOffset.Now:yyyy-MM-dd HH:mm:ss} inserted into {index}: {document}");
    }
});

await context.RunAsync(stopOnSignals: true); // Ctrl-C: what was received is still stored
return 0;

using HotStream.Cli;

namespace HotStream.Tests.Cli;

/// <summary>Where results can be sent, as people write it.</summary>
public sealed class DestinationTests
{
    [Theory]
    [InlineData("elasticsearch://es:9200/plant", "http://es:9200/", "plant", null)]
    [InlineData("elasticsearch://es/plant", "http://es:9200/", "plant", null)]
    [InlineData("elasticsearchs://me:p%40ss@es:1/plant", "https://es:1/", "plant", "p@ss")]
    [InlineData("elasticsearch://[::1]/machan-{yyyy.MM}", "http://[::1]:9200/", "machan-{yyyy.MM}", null)]
    public void Elasticsearch_is_a_node_and_an_index(string text, string node, string index, string? password)
    {
        var destination = Assert.IsType<ElasticsearchDestination>(Destination.Parse(text));
        Assert.Equal((new Uri(node), index, password), (destination.Node, destination.Index, destination.Password));
    }

    [Theory]
    [InlineData("clickhouse://ch/plant.readings", "http://ch:8123/", "plant.readings", null)]
    [InlineData("clickhouses://me:p%40ss@ch:1/readings", "https://ch:1/", "readings", "p@ss")]
    public void ClickHouse_is_a_server_and_a_table(string text, string server, string table, string? password)
    {
        var destination = Assert.IsType<ClickHouseDestination>(Destination.Parse(text));
        Assert.Equal((new Uri(server), table, password), (destination.Server, destination.Table, destination.Password));
        Assert.Throws<UsageException>(() => destination.Check(new StoreOptions { Format = PayloadFormat.Text }));
        destination.Check(new StoreOptions { Format = PayloadFormat.Json });
    }

    [Fact]
    public void Postgres_is_a_server_a_database_and_a_table()
    {
        var destination = Assert.IsType<PostgresDestination>(
            Destination.Parse("postgres://me:a%3Db@db:6000/plant?table=readings&key=id&conflict=ignore"));
        Assert.Equal(("readings", "id", true, "db:6000/plant"),
            (destination.Table, destination.Key, destination.KeepFirst, destination.Server));
        Assert.Contains("Username=me", destination.ConnectionString, StringComparison.Ordinal);
        Assert.Contains("a=b", destination.ConnectionString, StringComparison.Ordinal);
        Assert.IsType<FileDestination>(Destination.Parse("file:///tmp/x"));
        Assert.IsType<ConsoleDestination>(Destination.Parse("console"));
    }

    [Theory]
    [InlineData("konsole", "is no destination")]
    [InlineData("file://", "is no destination")]
    [InlineData("elasticsearch://es:9200", "names no index")]
    [InlineData("elasticsearch://es:9200/a/b", "names no index")]
    [InlineData("elasticsearch://es:9200/plant?x=y", "names no index")]
    [InlineData("elasticsearch://es:9200/Plant", "cannot be the name of an index")]
    [InlineData("elasticsearch://es:9200/plant-{yyyy.MM", "cannot be the name of an index")]
    [InlineData("clickhouse://ch", "names no table")]
    [InlineData("clickhouse://ch/a.b.c", "names no table")]
    [InlineData("clickhouse://ch/a/b", "names no table")]
    [InlineData("mqtt://host/plant/#", "is no destination")]
    [InlineData("mqtt://host/plant/+/a", "without wildcards")]
    [InlineData("postgres://db/plant?table=t&sslmode=maybe", "write disable, prefer, require, verify-ca or verify-full")]
    [InlineData("postgres://db/plant?table", "names no database and table")]
    [InlineData("postgres://db/plant", "names no database and table")]
    [InlineData("postgres://db?table=t", "names no database and table")]
    [InlineData("postgres://db/plant?table=t&x=y", "asks for something unknown")]
    [InlineData("postgres://db/plant?table=t&conflict=maybe", "asks for something unknown")]
    public void Anything_else_is_explained(string text, string problem) =>
        Assert.Contains(problem, Assert.Throws<FormatException>(() => Destination.Parse(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("broker", "mqtt://broker:1883")]
    [InlineData("broker:1", "mqtt://broker:1")]
    [InlineData("mqtts://broker:8883", "mqtts://broker:8883")]
    [InlineData("mqtt://me:p%40ss@[::1]:99/", "mqtt://[::1]:99")]
    public void A_broker_has_a_port(string text, string address) => Assert.Equal(address, BrokerAddress.Parse(text).ToString());

    [Theory]
    [InlineData("mqtt://host:1/plant/a", "mqtt://host:1", "plant/a")]
    [InlineData("mqtts://me:secret@host", "mqtts://host:8883", null)]
    public void Mqtt_is_a_broker_and_perhaps_a_topic(string text, string broker, string? topic)
    {
        var destination = Assert.IsType<MqttDestination>(Destination.Parse(text));
        Assert.Equal((broker, topic), (destination.Broker, destination.Topic));
    }

    [Theory]
    [InlineData("prefer", null)]
    [InlineData("require", "write sslmode=verify-full")]
    [InlineData("verify-full", null)]
    [InlineData("verify-ca", null)]
    public void Sslmode_is_that_of_libpq(string mode, string? problemWithAuthority)
    {
        var destination = Assert.IsType<PostgresDestination>(Destination.Parse($"postgres://me@[::1]/plant?table=t&sslmode={mode}"));
        Assert.Contains($"SSL Mode={mode.Replace("-", "", StringComparison.Ordinal)}", destination.ConnectionString,
            StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Host=::1", destination.ConnectionString, StringComparison.Ordinal);
        var authority = new CertificateFile("ca.pem", []);
        string? problem = Record.Exception(() => destination.Check(new StoreOptions { Authorities = authority }))?.Message;
        Assert.Equal(problemWithAuthority is not null || mode == "prefer", problem is not null);
    }
}

using HotStream.Cli;

namespace HotStream.Tests.Cli;

/// <summary>Where results can be sent, as people write it.</summary>
public sealed class DestinationTests
{
    [Theory]
    [InlineData("elasticsearch://es:9200/plant", "http://es:9200/", "plant", null)]
    [InlineData("elasticsearch://es/plant", "http://es:9200/", "plant", null)]
    [InlineData("elasticsearchs://me:p%40ss@es:1/plant", "https://es:1/", "plant", "p@ss")]
    public void Elasticsearch_is_a_node_and_an_index(string text, string node, string index, string? password)
    {
        var destination = Assert.IsType<ElasticsearchDestination>(Destination.Parse(text));
        Assert.Equal((new Uri(node), index, password), (destination.Node, destination.Index, destination.Password));
    }

    [Fact]
    public void Postgres_is_a_server_a_database_and_a_table()
    {
        var destination = Assert.IsType<PostgresDestination>(Destination.Parse("postgres://me:a%3Db@db:6000/plant?table=readings&key=id&conflict=ignore"));
        Assert.Equal(("readings", "id", true, "db:6000/plant"), (destination.Table, destination.Key, destination.KeepFirst, destination.Server));
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
    public void A_broker_has_a_port(string text, string address) => Assert.Equal(address, MqttSource.ParseBroker(text));
}

using System.Net;
using System.Text.Json;

namespace HotStream.Tests.Sinks.Elasticsearch;

/// <summary>The admin client; against the stand-in, or a real server.</summary>
public sealed class ElasticsearchClientTests : IDisposable
{
    private readonly Cluster _cluster = new();

    [Fact]
    public async Task An_index_is_created_once_listed_and_deleted_once()
    {
        Assert.True(await _cluster.Client.CreateIndexAsync(_cluster.Index));
        Assert.False(await _cluster.Client.CreateIndexAsync(_cluster.Index));
        Assert.Equal([_cluster.Index], await _cluster.Client.ListIndicesAsync(_cluster.Index[..^1] + "*"), StringComparer.Ordinal);
        Assert.Contains(_cluster.Index, await _cluster.Client.ListIndicesAsync());
        Assert.True(await _cluster.Client.DeleteIndexAsync(_cluster.Index));
        Assert.False(await _cluster.Client.DeleteIndexAsync(_cluster.Index));
        Assert.DoesNotContain(_cluster.Index, await _cluster.Client.ListIndicesAsync());
        await Assert.ThrowsAsync<ArgumentException>(() => _cluster.Client.CreateIndexAsync("Upper"));
    }

    [Fact]
    public async Task Mappings_are_set_with_the_index_and_added_to()
    {
        await _cluster.Client.CreateIndexAsync(_cluster.Index, """{"mappings":{"properties":{"good":{"type":"long"}}}}""");
        await _cluster.Client.PutMappingAsync(_cluster.Index, """{"properties":{"status":{"type":"keyword"}}}""");
        using JsonDocument mapping = await _cluster.Client.GetMappingAsync(_cluster.Index);
        JsonElement properties = mapping.RootElement.GetProperty(_cluster.Index).GetProperty("mappings").GetProperty("properties");
        Assert.Equal("long", properties.GetProperty("good").GetProperty("type").GetString());
        Assert.Equal("keyword", properties.GetProperty("status").GetProperty("type").GetString());
    }

    [Fact]
    public async Task A_document_is_stored_read_changed_found_and_removed()
    {
        ElasticsearchClient client = _cluster.Client;
        await client.CreateIndexAsync(_cluster.Index, """{"mappings":{"properties":{"name":{"type":"keyword"}}}}""");
        Assert.Null(await client.GetAsync(_cluster.Index, "a/b ü"));
        await client.IndexAsync(_cluster.Index, "a/b ü", """{"name":"laser","good":1}""");
        await client.IndexAsync(_cluster.Index, "other", """{"name":"press","good":2}""");
        Assert.True(await client.UpdateAsync(_cluster.Index, "a/b ü", """{"good":3}"""));
        Assert.False(await client.UpdateAsync(_cluster.Index, "none", """{"good":3}"""));
        using (JsonDocument? found = await client.GetAsync(_cluster.Index, "a/b ü"))
        {
            Assert.Equal(3, found!.RootElement.GetProperty("good").GetInt32());
        }

        await client.RefreshAsync(_cluster.Index);
        Assert.Equal(2, await client.CountAsync(_cluster.Index));
        Assert.Equal(1, await client.CountAsync(_cluster.Index, """{"query":{"term":{"name":"laser"}}}"""));
        using (JsonDocument found = await client.SearchAsync(_cluster.Index, """{"query":{"term":{"name":"press"}}}"""))
        {
            JsonElement hit = Assert.Single(found.RootElement.GetProperty("hits").GetProperty("hits").EnumerateArray().ToArray());
            Assert.Equal("other", hit.GetProperty("_id").GetString());
        }

        Assert.True(await client.DeleteAsync(_cluster.Index, "other"));
        Assert.False(await client.DeleteAsync(_cluster.Index, "other"));
    }

    [Fact]
    public async Task What_the_server_refuses_is_said_with_its_reason()
    {
        ElasticsearchException missing =
            await Assert.ThrowsAsync<ElasticsearchException>(() => _cluster.Client.GetMappingAsync("no-such-index"));
        Assert.Equal(HttpStatusCode.NotFound, missing.Status);
        Assert.Contains("index_not_found_exception", missing.Message, StringComparison.Ordinal);
        Assert.Contains("Create the index first", missing.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ElasticsearchException>(() => _cluster.Client.GetAsync("no-such-index", "a"));
    }

    [Fact]
    public async Task The_version_is_told_and_servers_before_7_are_asked_with_types()
    {
        Assert.Matches(@"^\d+\.\d+", await _cluster.Client.VersionAsync());
        using var server = new HotStream.StandIn.ElasticsearchStandIn(version: "6.8.23");
        using var client = new ElasticsearchClient(new ElasticsearchOptions { Nodes = [server.Address], DocumentType = "reading" });
        await client.IndexAsync("i", "1", """{"a":1}""");
        Assert.True(await client.UpdateAsync("i", "1", """{"a":2}"""));
        using JsonDocument? found = await client.GetAsync("i", "1");
        Assert.Equal(2, found!.RootElement.GetProperty("a").GetInt32());
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named()
    {
        using var client = new ElasticsearchClient(new ElasticsearchOptions { Nodes = [new Uri("http://127.0.0.1:9")] });
        HttpRequestException failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.VersionAsync());
        Assert.Contains("http://127.0.0.1:9/ did not answer", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _cluster.Dispose();
}

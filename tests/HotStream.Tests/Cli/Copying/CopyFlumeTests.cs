using HotStream.Tests.Connectors.Flume;

namespace HotStream.Tests.Cli.Copying;

/// <summary><c>hotstream copy</c> between agents of Flume, played by avsc.</summary>
public sealed class CopyFlumeTests
{
    [Fact]
    public void Events_are_pulled_from_one_agent_and_sent_to_another()
    {
        using var sink = new SparkSinkServer();
        using var agent = new FlumeAgent(deflate: true);
        string place = sink.Open();
        string[] texts = [.. Enumerable.Range(0, 500).Select(static i => $"{i}")];
        sink.Put(place, texts);
        using Copying copying = new Copying($"flume-pull://127.0.0.1:{place}", $"{agent.Address}?deflate")
            .Until(() => agent.Events.Count >= texts.Length && sink.Owed(place) == 0, "all were sent and committed");
        copying.Stop();
        Assert.Equal(texts.Order(), agent.Events.Select(static item => item.Body).Distinct().Order());
    }
}

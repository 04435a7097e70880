using System.Net.Security;
using System.Text;
using HotStream.StandIn;
using HotStream.Testing;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Flume;

/// <summary>Events sent to agents of Flume, played by avsc and by our own listener.</summary>
public sealed class FlumeSinkTests
{
    [Fact]
    public void It_is_a_sink_that_loses_nothing_while_its_agent_is_killed()
    {
        using var agent = new FlumeAgent();
        ContractReport report = HotStream.Testing.SinkContract.Check(new SinkUnderTest<string>
        {
            AtLeastOnce = true,
            Write = stream => stream.SaveToFlume(agent.Address, RecordEncoders.Bytes<string>((text, output) =>
                System.Buffers.BuffersExtensions.Write(output, Encoding.UTF8.GetBytes(
                    text != "poison" ? text : throw new FormatException("the test says so")))),
                new FlumeSinkOptions { BatchEvents = 20, TimeProvider = TimeProvider.System }),
            Stored = () => agent.Events.ConvertAll(static item => item.Body),
            Record = static number => $"record {number}",
            Poison = ["poison"],
            Break = agent.Kill,
            Repair = agent.Begin,
        });
        Assert.True(report.Holds, report.ToString());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_agent_gets_headers_and_bodies_in_their_order(bool deflate)
    {
        using var agent = new FlumeAgent(deflate: deflate);
        using var engine = new Engine(partitions: 1);
        string[] texts = [.. Enumerable.Range(0, 1000).Select(static i => $"{i} ü")];
        engine.Queue<string>([texts]).SaveToFlume(agent.Address, static (headers, text) =>
        {
            headers.Add("host"u8, "plant-7"u8);
            headers.Add("länge", $"{text.Length}");
        }, RecordEncoders.Text<string>(), new FlumeSinkOptions { Deflate = deflate });
        engine.Tick();
        Assert.Equal(texts, agent.Events.ConvertAll(static item => item.Body));
        Assert.All(agent.Events, static item => Assert.Equal(
            new() { ["host"] = "plant-7", ["länge"] = $"{item.Body.Length}" }, item.Headers));
    }

    [Theory]
    [InlineData("FAILED")]
    [InlineData("UNKNOWN")]
    public void What_an_agent_does_not_take_the_next_one_gets(string status)
    {
        using var full = new FlumeAgent(status);
        using var agent = new FlumeAgent();
        using var engine = new Engine(partitions: 1);
        string[] texts = [.. Enumerable.Range(0, 300).Select(static i => $"{i}")];
        engine.Queue<string>([texts]).SaveToFlume($"{full.Address},{agent.Address}", RecordEncoders.Text<string>(),
            new FlumeSinkOptions { TimeProvider = TimeProvider.System });
        engine.Tick();
        Assert.Equal(texts, agent.Events.ConvertAll(static item => item.Body));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Our_own_listener_takes_them_compressed_and_by_TLS_too(bool isSecure)
    {
        using var certificates = new TestCertificates();
        using var second = new FlumeListening(options => (options.Deflate, options.Tls) =
            (isSecure, isSecure ? certificates.ServerOptions() : null));
        using var engine = new Engine(partitions: 1);
        SslClientAuthenticationOptions? tls = isSecure ? certificates.ClientOptions() : null;
        engine.Queue<string>([["a", "b"]]).SaveToFlume($"flume://localhost:{second.Place.Port}", RecordEncoders.Text<string>(),
            new FlumeSinkOptions { Deflate = isSecure, Tls = tls, TimeProvider = TimeProvider.System });
        Task sending = Task.Run(() => engine.Tick());
        Assert.Equal(["a", "b"], second.Run.WaitFor(2));
        second.Run.WaitUntil(() => sending.IsCompleted, "it was answered");
    }

    [Fact]
    public void Events_that_came_from_Flume_go_on_with_their_headers()
    {
        System.Net.IPEndPoint? place = null;
        using var agent = new FlumeAgent();
        using var engine = new Engine(partitions: 1);
        engine.Context.FlumeEventListener(0, new FlumeListenerOptions { OnListening = listening => place = listening })
            .SaveToFlume(agent.Address);
        engine.Context.Start();
        Engine.WaitFor(() => place is not null, "it listens");
        using NodePeer peer = FlumeListening.Connect(place!.Port);
        FlumeListening.Send(peer, "hello");
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return agent.Events.Count > 0;
            },
            "it came");
        Assert.Equal("hello", agent.Events[0].Body);
        Assert.Equal(new() { ["host"] = "plant-7", ["length"] = "5" }, agent.Events[0].Headers);
    }

    [Fact]
    public void Agents_that_stay_away_fail_the_batch()
    {
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a"]]).SaveToFlume($"flume://127.0.0.1:{FreePort.Find()}", RecordEncoders.Text<string>(),
            new FlumeSinkOptions { RetryFor = TimeSpan.FromMilliseconds(300), TimeProvider = TimeProvider.System });
        engine.Tick();
        Assert.Contains("FlumeSinkOptions.RetryFor", engine.Failure().ToString(), StringComparison.Ordinal);
        Assert.Contains("cannot be reached", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_Avro_source_is_said()
    {
        using var sink = new SparkSinkServer();
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([["a"]]).SaveToFlume($"flume://127.0.0.1:{sink.Open()}", RecordEncoders.Text<string>(),
            new FlumeSinkOptions { RetryFor = TimeSpan.FromSeconds(3), TimeProvider = TimeProvider.System });
        engine.Tick();
        Assert.Contains("no Avro source of Flume", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_work_is_refused_by_name()
    {
        var options = new FlumeSinkOptions();
        (string Name, Action Set)[] bad =
        [
            ("BatchEvents", () => options.BatchEvents = 0), ("InFlightMax", () => options.InFlightMax = 0),
            ("Timeout", () => options.Timeout = TimeSpan.Zero), ("RetryFor", () => options.RetryFor = TimeSpan.FromSeconds(-1)),
            ("agents", () => _ = new FlumeSink<string>("http://agent:1", RecordEncoders.Text<string>())),
            ("agents", () => _ = new FlumeSink<string>("flume://me:secret@agent:1", RecordEncoders.Text<string>())),
        ];
        Assert.All(bad, option =>
        {
            ArgumentException refused = Assert.ThrowsAny<ArgumentException>(option.Set);
            Assert.Equal(option.Name, refused.ParamName);
            Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        });
    }
}

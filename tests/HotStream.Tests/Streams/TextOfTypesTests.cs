using HotStream.Tests.Memory;

namespace HotStream.Tests.Streams;

/// <summary>What a user sees who prints what he holds in his hands.</summary>
public sealed class TextOfTypesTests
{
    [Fact]
    public void A_stream_says_what_it_does_from_its_input_on()
    {
        using var engine = new Engine();
        DStream<int> input = engine.Queue<int>([1]);
        DStream<int> mapped = input.Map(x => x).Filter(x => true);
        Assert.Equal("QueueStream, every 1.0 s", $"{input}");
        Assert.Equal("QueueStream > Map > Filter, every 1.0 s", $"{mapped}");
        Assert.Equal("(QueueStream, ... > Filter) > Union > Window, every 2.0 s",
            $"{input.Union(mapped).Window(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2))}");
        DStream<int> deep = input;
        for (int i = 0; i < 40; i++)
        {
            deep = deep.Union(deep);
        }

        Assert.InRange($"{deep}".Length, 1, 200);
    }

    [Fact]
    public void Batches_and_their_parts_say_what_they_are()
    {
        using var engine = new Engine(partitions: 1);
        var texts = new List<string>();
        string info = "";
        engine.Context.BatchCompleted += batch => info = $"{batch}";
        engine.Queue<int>([1, 2]).ForeachBatch(batch =>
        {
            texts.Add($"{batch}");
            batch.ForeachPartition(partition => texts.Add($"{partition}"));
        });
        engine.Tick();
        Assert.Equal(["batch of 1000 ms, 1 partitions of Int32", "partition 0 of 1000 ms, 2 records"], texts);
        Assert.StartsWith("batch 1000 ms: 2 records, 1 outputs, 0 failed, took ", info, StringComparison.Ordinal);
        Assert.StartsWith("active: 1 batches, 0 failed, 0 waiting, 2 records", $"{engine.Context.Progress}", StringComparison.Ordinal);
        Assert.Equal("test: active, a batch every 1.0 s", $"{engine.Context}");
        Assert.StartsWith("Partitions = 1, ", $"{engine.Options}", StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_shared_says_its_name()
    {
        using var engine = new Engine();
        LongAccumulator sum = engine.Context.LongAccumulator("seen");
        sum.Add(5);
        Assert.Equal("seen = 5", $"{sum}");
        Assert.Matches("^stop words, version [0-9]+$", $"{engine.Context.Broadcast("stop words", "a value")}");
    }

    [Fact]
    public void Parts_of_texts_are_shown_in_brackets()
    {
        using var memory = new TextMemory();
        Utf8Slice text = memory.Add("a, b");
        Assert.Equal("[a, b]", $"{text.Split(", ")}");
        Assert.Equal("[a,, b]", $"{text.Split(' ')}");
    }

    [Fact]
    public void Options_show_no_secret()
    {
        var search = new ElasticsearchOptions
        {
            Nodes = [new Uri("http://me:hush@127.0.0.1:9200")],
            Index = "machines",
            UserName = "me",
            Password = "hush",
            ApiKey = "hush",
            BearerToken = "hush",
        };
        Assert.DoesNotContain("hush", $"{search}", StringComparison.Ordinal);
        Assert.Contains("index machines", $"{search}", StringComparison.Ordinal);
        Assert.Contains("password ***", $"{search}", StringComparison.Ordinal);
        Assert.Equal("client c, Committed, MQTT 5, user me, password ***, keep alive 60.0 s, TLS off",
            $"{new MqttOptions { ClientId = "c", UserName = "me", Password = "hush", KeepAlive = TimeSpan.FromSeconds(60) }}");
        Assert.DoesNotContain("hush", $"{new HttpPostOptions { Address = new Uri("http://me:hush@127.0.0.1"), Password = "hush" }}",
            StringComparison.Ordinal);
        var store = new PostgresOptions { ConnectionString = "Host=localhost;Username=me;Password=hush", Table = "readings" };
        Assert.Contains("table readings", $"{store}", StringComparison.Ordinal);
        Assert.DoesNotContain("hush", $"{store}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_is_shown_as_topic_and_payload_fit_for_a_terminal()
    {
        using var memory = new TextMemory();
        Assert.Equal("plant/1: 20.5", $"{new MqttMessage(memory.Add("plant/1"), memory.Add("20.5"))}");
        Assert.DoesNotContain('\u001b', $"{new MqttMessage(memory.Add("plant/1"), memory.Add("\u001b[2J"))}");
    }
}

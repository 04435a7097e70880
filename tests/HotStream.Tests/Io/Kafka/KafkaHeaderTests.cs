using System.Collections.Concurrent;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HotStream.Kafka;
using HotStream.Testing;
using HotStream.Tests.Generators;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Kafka;

/// <summary>Headers of records: written, read, and read again.</summary>
public sealed class KafkaHeaderTests
{
    private const short ProduceRequest = 0;
    private const int MessageTooLarge = 10;

    private static RecordEncoder<string> Text => RecordEncoders.Text<string>();

    private static KafkaOptions Earliest => new() { Start = KafkaStart.Earliest };

    private static Gen<(byte[] Name, byte[]? Value)[]> AnyHeaders { get; } = Cases.Arrays(
        Cases.Arrays(Gen.Choose(1, 255).Select(b => (byte)b), 0, 20).SelectMany(name =>
            Gen.Frequency((1, Gen.Constant<byte[]?>(null)), (6, Cases.Arrays(Cases.AnyByte, 0, 40).Select(value => (byte[]?)value)))
                .Select(value => (name, value))),
        0, 6);

    [Property]
    public Property What_is_written_is_what_the_client_has_and_what_is_walked() => Cases.ForAll(AnyHeaders, headers =>
    {
        byte[] block = Write(headers).ToArray();
        using var arena = new Utf8Arena();
        Assert.Equal(Describe(headers), Describe(new KafkaHeaders(arena.Add(block))));
        NativeHeaders native = NativeHeaders.From(block);
        Assert.Equal(block, native.ToBlock() ?? []);
        RdKafka.HeadersDestroy(native.Handle);
    });

    [Theory]
    [MemberData(nameof(KafkaClusters.All), MemberType = typeof(KafkaClusters))]
    public void Headers_of_any_bytes_are_read_as_they_were_written(string which)
    {
        using KafkaCluster cluster = KafkaCluster.Start(which);
        string topic = cluster.Topic(2);
        (byte[] Name, byte[]? Value)[][] written =
        [
            [],
            [("twice"u8.ToArray(), "1"u8.ToArray()), ("other"u8.ToArray(), "2"u8.ToArray()), ("twice"u8.ToArray(), "3"u8.ToArray())],
            [("none"u8.ToArray(), null), ("empty"u8.ToArray(), []), ([], "of no name, longer than a slice holds"u8.ToArray())],
            [("large"u8.ToArray(), new byte[100_000])],
            .. Gen.Sample(AnyHeaders, 500),
        ];
        using var engine = new Engine(partitions: 2);
        engine.Queue<int>([.. Enumerable.Range(0, written.Length)]).SaveToKafka(cluster.Servers, topic, null,
            RecordEncoders.Text<int>(), headers: (headers, number) => Write(headers, written[number]));
        var read = new Dictionary<int, string>();
        engine.Context.KafkaMessageStream(cluster.Servers, [topic], Earliest).ForeachBatch(batch =>
        {
            foreach (KafkaMessage record in batch.ToList())
            {
                Assert.Equal(record.Headers.Count == 0, record.Headers.IsEmpty);
                read[int.Parse(record.Payload.ToString(), System.Globalization.CultureInfo.InvariantCulture)] = Describe(record.Headers);
            }
        });
        KafkaStreamTests.TickUntil(engine, () => read.Count == written.Length);
        Assert.All(read, each => Assert.Equal(Describe(written[each.Key]), each.Value));
    }

    [Fact]
    public void A_batch_that_runs_again_in_the_next_life_has_the_same_headers()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        KafkaInput<KafkaMessage, MessageForm>? stream = null;
        var seen = new ConcurrentQueue<(long Offset, string Payload, string Headers)>();
        using var run = new CrashRun(
            context =>
            {
                stream = (KafkaInput<KafkaMessage, MessageForm>)context.KafkaMessageStream(cluster.Servers, [topic], Earliest);
                stream.ForeachBatch(batch => batch.ToList().ForEach(record =>
                    seen.Enqueue((record.Offset, record.Payload.ToString(), record.Headers.ToString()))));
            },
            new CrashOptions
            {
                BeforeBatch = batch =>
                {
                    if (batch <= 3)
                    {
                        WriteNumbered(cluster, topic, 5);
                        KafkaStreamTests.AwaitFetched(stream!, 1, 5);
                    }
                },
            });
        Assert.True(run.LiveUntil(CrashMoment.AfterOutputs, 3));
        run.Live(1, graceful: true);
        Assert.All(seen, record => Assert.Equal($"[number: this is number {record.Payload}]", record.Headers));
        Assert.Contains(seen.GroupBy(record => record.Offset), same => same.Count() == 2);
    }

    [Fact]
    public void A_record_that_is_sent_alone_keeps_its_headers()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        cluster.Answer(ProduceRequest, MessageTooLarge); // the request of all
        WriteNumbered(cluster, topic, 3);
        Assert.Equal(Numbered(3).Split("; ").Order(), HeadersIn(cluster, topic, 3).Order());
    }

    [Fact]
    public void Headers_that_cannot_be_are_a_dead_letter()
    {
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic();
        var letters = new ConcurrentQueue<DeadLetter>();
        using var engine = new Engine(partitions: 1, with: options => options.DeadLetters = letters.Enqueue);
        engine.Queue<string>(["bad", "good"]).SaveToKafka(cluster.Servers, topic, null, Text,
            headers: (headers, record) => headers.Add(record == "bad" ? "a\0b"u8 : "name"u8, "value"u8));
        engine.Tick();
        Assert.Equal(["[name: value]"], HeadersIn(cluster, topic, 1));
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal("bad"u8.ToArray(), letter.Record.ToArray());
        Assert.Contains("write names without", letter.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void The_last_header_of_a_name_is_found()
    {
        using var arena = new Utf8Arena();
        var headers = new KafkaHeaders(arena.Add(Write([("n"u8.ToArray(), "1"u8.ToArray()), ("m"u8.ToArray(), null),
            ("n"u8.ToArray(), "the last of more than twelve"u8.ToArray())])));
        Assert.True(headers.TryGetLast("n"u8, out KafkaHeader last));
        Assert.Equal("n: the last of more than twelve", last.ToString());
        Assert.True(headers.TryGetLast("m"u8, out KafkaHeader none));
        Assert.False(none.HasValue);
        Assert.False(headers.TryGetLast("o"u8, out _));
        Assert.Equal("[n: 1, m: none, n: the last of more than twelve]", headers.ToString());
    }

    /// <summary>Writes records with a header each, in one request.</summary>
    private static void WriteNumbered(KafkaCluster cluster, string topic, int count)
    {
        using var engine = new Engine(partitions: 1);
        engine.Queue<string>([.. Enumerable.Range(0, count).Select(i => $"{i}")]).SaveToKafka(cluster.Servers, topic, null, Text,
            new KafkaSinkOptions { Properties = { ["linger.ms"] = "200" } },
            (headers, record) => headers.Add("number"u8, Encoding.UTF8.GetBytes($"this is number {record}")));
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
    }

    private static string Numbered(int count) =>
        string.Join("; ", Enumerable.Range(0, count).Select(i => $"[number: this is number {i}]"));

    private static List<string> HeadersIn(KafkaCluster cluster, string topic, int count)
    {
        using var engine = new Engine();
        var read = new List<string>();
        engine.Context.KafkaMessageStream(cluster.Servers, [topic], Earliest)
            .ForeachBatch(batch => read.AddRange(batch.ToList().Select(record => record.Headers.ToString())));
        KafkaStreamTests.TickUntil(engine, () => read.Count >= count);
        return read;
    }

    private static ReadOnlySpan<byte> Write((byte[] Name, byte[]? Value)[] headers)
    {
        var writer = new KafkaHeaderWriter();
        Write(writer, headers);
        return writer.Block;
    }

    private static void Write(KafkaHeaderWriter writer, (byte[] Name, byte[]? Value)[] headers)
    {
        foreach ((byte[] name, byte[]? value) in headers)
        {
            if (value is null)
            {
                writer.AddNull(name);
            }
            else
            {
                writer.Add(name, value);
            }
        }
    }

    private static string Describe(KafkaHeaders headers)
    {
        var text = new StringBuilder();
        foreach (KafkaHeader header in headers)
        {
            text.Append(Convert.ToHexString(header.Name.Bytes)).Append('=')
                .Append(header.HasValue ? Convert.ToHexString(header.Value.Bytes) : "none").Append(' ');
        }

        return text.ToString();
    }

    private static string Describe((byte[] Name, byte[]? Value)[] headers) => string.Concat(headers.Select(header =>
        $"{Convert.ToHexString(header.Name)}={(header.Value is null ? "none" : Convert.ToHexString(header.Value))} "));
}

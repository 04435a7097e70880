using System.Text;
using HotStream.Tests.Connectors;

namespace HotStream.Tests.Io.Kafka;

/// <summary>A record on which batch after batch fails, among many that a member of a group took together.</summary>
public sealed class KafkaGroupPoisonTests
{
    private const int Each = 600; // of a partition: more than are taken at once
    private const int FailuresMax = 40; // for one of them; there were 19, and without an end before

    [Theory]
    [InlineData(1, "0-300")]
    [InlineData(1, "0-0 0-300 0-301 0-599")]
    [InlineData(3, "0-300 1-300 2-511")]
    public void It_alone_becomes_a_dead_letter_after_few_failures_and_all_others_are_done(int partitions, string poisonous)
    {
        string[] poison = poisonous.Split(' ');
        using KafkaCluster cluster = KafkaCluster.Start();
        string topic = cluster.Topic(partitions);
        for (int partition = 0; partition < partitions; partition++)
        {
            cluster.Write(topic, partition, Enumerable.Range(0, Each).Select(i => $"{partition}-{i}"));
        }

        KafkaGroupOptions options = KafkaGroupTests.Options();
        using var run = new ConnectorRun(context => context.KafkaGroupStream(cluster.Servers, topic, [topic], options), poison.Contains,
            with => with.FailedBatchesMax = 2);
        run.WaitUntil(
            () => Failures(run, poison) > FailuresMax * poison.Length
                || Enumerable.Range(0, partitions).All(partition => cluster.Committed(topic, topic, partition) == Each),
            "all is committed");
        Assert.InRange(Failures(run, poison), poison.Length, FailuresMax * poison.Length);
        Assert.Equal(poison.Order(), run.Letters.Select(static letter => Encoding.UTF8.GetString(letter.Record.Span)).Order());
        IEnumerable<string> sent = Enumerable.Range(0, partitions)
            .SelectMany(static partition => Enumerable.Range(0, Each).Select(i => $"{partition}-{i}"));
        Assert.Equal(sent.Except(poison).Order(), run.Committed.Distinct().Order());
    }

    private static int Failures(ConnectorRun run, string[] poison) => run.Texts.Count(poison.Contains);
}

using System.Text;

namespace HotStream.Bench;

/// <summary>The engine reads a topic from its beginning and counts its keys, in batches of 20 ms.</summary>
internal static class EngineKafka
{
    public static JobOutcome Run(KafkaTopic topic, int partitions)
    {
        var counts = new Dictionary<string, long>();
        long total = 0;
        using var enough = new ManualResetEventSlim();
        using var context = new StreamingContext("kafka-consume", TimeSpan.FromMilliseconds(20),
            new StreamingOptions { Partitions = partitions, OneActivePerProcess = false });
        context.KafkaMessageStream(topic.Servers, [topic.Name], new KafkaOptions { Start = KafkaStart.Earliest })
            .Map(message => message.Key)
            .CountByValue()
            .ForeachBatch(batch =>
            {
                foreach (var pair in batch.ToList())
                {
                    var key = pair.Key.ToString();
                    counts[key] = counts.GetValueOrDefault(key) + pair.Value;
                    total += pair.Value;
                }

                if (total >= KafkaTopic.Records)
                    enough.Set();
            });
        context.Start();
        enough.Wait();
        return new JobOutcome(total, () => Answer(counts));
    }

    internal static JobAnswer Answer(Dictionary<string, long> counts)
    {
        var answer = default(JobAnswer);
        foreach (var (key, count) in counts)
            answer = answer.WithWord(Encoding.UTF8.GetBytes(key), count);
        return answer;
    }
}

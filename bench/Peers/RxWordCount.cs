using System.Reactive.Linq;

namespace HotStream.Bench;

/// <summary>System.Reactive as its documents would have it: SelectMany, GroupBy, Count.</summary>
internal static class RxWordCount
{
    public static JobOutcome Run(TextFile text)
    {
        var counts = File.ReadLines(text.Path).ToObservable()
            .SelectMany(line => line.Split(' '))
            .GroupBy(word => word)
            .SelectMany(group => group.LongCount().Select(count => KeyValuePair.Create(group.Key, count)))
            .ToList()
            .Wait();
        return new JobOutcome(counts.Sum(pair => pair.Value), () => PlainWordCount.Answer(counts));
    }
}

namespace HotStream.Bench;

/// <summary>LINQ: SelectMany and CountBy.</summary>
internal static class LinqWordCount
{
    public static JobOutcome Run(TextFile text)
    {
        var counts = File.ReadLines(text.Path)
            .SelectMany(line => line.Split(' '))
            .CountBy(word => word)
            .Select(pair => KeyValuePair.Create(pair.Key, (long)pair.Value))
            .ToList();
        return new JobOutcome(counts.Sum(pair => pair.Value), () => PlainWordCount.Answer(counts));
    }
}

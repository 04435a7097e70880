using HotStream;

// Counts words, but not those listed in a file. All partitions share the list (a broadcast); change the file while the program runs, and
// the next batches go by the new list. An accumulator counts what was dropped.
int milliseconds = 1000;
if (args.Length is < 3 or > 4
    || !ushort.TryParse(args[1], out ushort port) || port == 0
    || !File.Exists(args[2])
    || (args.Length == 4 && (!int.TryParse(args[3], out milliseconds) || milliseconds < 1)))
{
    Console.Error.WriteLine("usage: StopWords HOST PORT FILE [BATCH_MILLISECONDS], where FILE exists and has a word a line");
    return 2;
}

await using var context = new StreamingContext("StopWords", TimeSpan.FromMilliseconds(milliseconds));

DateTime read = File.GetLastWriteTimeUtc(args[2]);
Broadcast<HashSet<string>> stopWords = context.Broadcast("stop words", new HashSet<string>(File.ReadLines(args[2])));
LongAccumulator dropped = context.LongAccumulator("dropped words");

context.SocketTextStream(args[0], port)
    .Words()
    .Filter(word =>
    {
        bool keep = !stopWords.Value.Contains(word.ToString());
        if (!keep)
        {
            dropped.Add(1);
        }

        return keep;
    })
    .CountByValue()
    .ForeachBatch(counts =>
    {
        // reads the batch, and so runs the filter
        string kept = string.Join(", ", counts.ToList().Select(count => $"{count.Key} {count.Value}"));
        Console.WriteLine($"kept: {kept}; dropped so far: {dropped.Value}");
    });

context.BatchCompleted += _ => // between two batches
{
    DateTime written = File.GetLastWriteTimeUtc(args[2]);
    if (written != read)
    {
        stopWords.Replace(new HashSet<string>(File.ReadLines(args[2])));
        read = written;
    }
};

await context.RunAsync(stopOnSignals: true); // Ctrl-C: what was received is still counted
return 0;

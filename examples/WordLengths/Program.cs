using System.Text;
using HotStream;

// How long are the words? Counts by length over the last 5 batches, every 2 batches (5 s and 2 s unless told otherwise), and beside it the
// number of all words since the start, every batch.
int milliseconds = 1000;
if (args.Length is < 2 or > 3
    || !ushort.TryParse(args[1], out ushort port) || port == 0
    || (args.Length == 3 && (!int.TryParse(args[2], out milliseconds) || milliseconds < 1)))
{
    Console.Error.WriteLine("usage: WordLengths HOST PORT [BATCH_MILLISECONDS]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true; // do not end at once: what was received is still counted
    stop.Cancel();
};

var second = TimeSpan.FromMilliseconds(milliseconds);
await using var context = new StreamingContext("WordLengths", second);
context.Checkpoint(Directory.CreateTempSubdirectory("hotstream-").FullName); // windows that subtract and state ask for a directory

DStream<Utf8Slice> words = context.SocketTextStream(args[0], port).Words();

words.Map(word => Encoding.UTF8.GetCharCount(word.Bytes)) // word.Length would be bytes
     .CountByValueAndWindow(length: 5 * second, slide: 2 * second)
     .ForeachBatch(counts => Console.WriteLine(
         "by length: " + string.Join(", ", counts.ToList().OrderBy(count => count.Key)
             .Select(count => $"{count.Key} letters {count.Value}"))));

words.Count()
     .Map(count => KeyValuePair.Create("words", count))
     .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) => Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()))
     .ForeachBatch(total => Console.WriteLine($"words in all: {total.ToList()[0].Value}"));

await context.RunAsync(stop.Token);
return 0;

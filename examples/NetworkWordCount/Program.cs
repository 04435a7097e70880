using HotStream;

// Counts the words of every second that a TCP server sends, as "nc -lk 9999" does with what is typed into it.
int milliseconds = 1000;
if (args.Length is < 2 or > 3
    || !ushort.TryParse(args[1], out ushort port) || port == 0
    || (args.Length == 3 && (!int.TryParse(args[2], out milliseconds) || milliseconds < 1)))
{
    Console.Error.WriteLine("usage: NetworkWordCount HOST PORT [BATCH_MILLISECONDS]");
    return 2;
}

await using var context = new StreamingContext("NetworkWordCount", TimeSpan.FromMilliseconds(milliseconds));

DStream<Utf8Slice> lines = context.SocketTextStream(args[0], port);
DStream<Utf8Slice> words = lines.FlatMap(line => line.Split((byte)' '));
DStream<KeyValuePair<Utf8Slice, long>> ones = words.Map(word => KeyValuePair.Create(word, 1L));
DStream<KeyValuePair<Utf8Slice, long>> counts = ones.ReduceByKey((a, b) => a + b);
counts.Print();

await context.RunAsync(stopOnSignals: true); // Ctrl-C: what was received is still counted
return 0;

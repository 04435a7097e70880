using HotStream;

// Joins two streams by key: lines "KEY TEXT" of the last 10 batches from one server with those of the last 20 batches from another one.
int milliseconds = 1000;
if (args.Length is < 3 or > 4
    || !ushort.TryParse(args[1], out ushort leftPort) || leftPort == 0
    || !ushort.TryParse(args[2], out ushort rightPort) || rightPort == 0
    || (args.Length == 4 && (!int.TryParse(args[3], out milliseconds) || milliseconds < 1)))
{
    Console.Error.WriteLine("usage: StreamJoin HOST LEFT_PORT RIGHT_PORT [BATCH_MILLISECONDS]");
    return 2;
}

var second = TimeSpan.FromMilliseconds(milliseconds);
await using var context = new StreamingContext("StreamJoin", second);

DStream<KeyValuePair<Utf8Slice, Utf8Slice>> left = Pairs(context.SocketTextStream(args[0], leftPort));
DStream<KeyValuePair<Utf8Slice, Utf8Slice>> right = Pairs(context.SocketTextStream(args[0], rightPort));

left.Window(10 * second)
    .Join(right.Window(20 * second))
    .Print();

await context.RunAsync(stopOnSignals: true); // Ctrl-C: what was received is still joined
return 0;

// Slices of a line, not copies: a window keeps the text its records point into.
static DStream<KeyValuePair<Utf8Slice, Utf8Slice>> Pairs(DStream<Utf8Slice> lines) => lines
    .Filter(line => line.IndexOf((byte)' ') > 0)
    .Map(line =>
    {
        int space = line.IndexOf((byte)' ');
        return KeyValuePair.Create(line.Substring(0, space), line.Substring(space + 1, line.Length - space - 1));
    });

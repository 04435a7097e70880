using HotStream;

// Counts the words of the last 30 seconds, every 10 seconds. A slide adds what came and takes away what left: it costs the same for a
// window of an hour.
int batch = 1000, window = 30_000, slide = 10_000;
if (args.Length is < 2 or > 5
    || !ushort.TryParse(args[1], out ushort port) || port == 0
    || (args.Length > 2 && (!int.TryParse(args[2], out batch) || batch < 1))
    || (args.Length > 3 && !int.TryParse(args[3], out window)) || window < 1 || window % batch != 0
    || (args.Length > 4 && !int.TryParse(args[4], out slide)) || slide < 1 || slide % batch != 0)
{
    Console.Error.WriteLine("usage: WindowedCount HOST PORT [BATCH_MILLISECONDS [WINDOW_MILLISECONDS [SLIDE_MILLISECONDS]]], the "
        + "last two multiples of the first");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true; // do not end at once: what was received is still counted
    stop.Cancel();
};

await using var context = new StreamingContext("WindowedCount", TimeSpan.FromMilliseconds(batch));
context.Checkpoint(Directory.CreateTempSubdirectory("hotstream-").FullName); // a window that subtracts asks for a directory

DStream<Utf8Slice> words = context.SocketTextStream(args[0], port).Words();
words.Map(word => KeyValuePair.Create(word, 1L))
     .ReduceByKeyAndWindow(
         (sum, entering) => sum + entering,
         (sum, leaving) => sum - leaving,
         TimeSpan.FromMilliseconds(window),
         TimeSpan.FromMilliseconds(slide),
         filter: word => word.Value > 0) // without it, words that have left would stay with 0
     .Print();

await context.RunAsync(stop.Token);
return 0;

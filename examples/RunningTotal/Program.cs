using HotStream;

// How often each word has come since the program started. Two ways: UpdateStateByKey gives all words in every batch, MapWithState only
// those that came, and so costs what came, however many words are known.
int milliseconds = 1000;
if (args.Length is < 2 or > 3
    || !ushort.TryParse(args[1], out ushort port) || port == 0
    || (args.Length == 3 && (!int.TryParse(args[2], out milliseconds) || milliseconds < 1)))
{
    Console.Error.WriteLine("usage: RunningTotal HOST PORT [BATCH_MILLISECONDS]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true; // do not end at once: what was received is still counted
    stop.Cancel();
};

await using var context = new StreamingContext("RunningTotal", TimeSpan.FromMilliseconds(milliseconds));
context.Checkpoint(Directory.CreateTempSubdirectory("hotstream-").FullName); // state asks for a directory

DStream<KeyValuePair<Utf8Slice, long>> counts = context.SocketTextStream(args[0], port).Words().CountByValue().Cache();

DStream<KeyValuePair<Utf8Slice, long>> totals = counts.UpdateStateByKey(
    (IReadOnlyList<long> now, Optional<long> before) => Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()));

DStream<string> changes = counts.MapWithState(StateSpec.Function((Utf8Slice word, Optional<long> now, State<long> total) =>
{
    long before = total.GetOption().GetValueOrDefault(0);
    total.Update(before + now.Value);
    return $"{word}: {before} -> {before + now.Value}";
}));

totals.Print();
changes.ForeachBatch(batch => batch.ToList().ForEach(Console.WriteLine));

await context.RunAsync(stop.Token);
return 0;

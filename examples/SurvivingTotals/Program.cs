using HotStream;

// How often each word has come in the files that appear in a directory, since the first start. End the program as you like, by Ctrl+C, kill
// -9 or the mains, and start it again with the same arguments: it goes on from its checkpoint, and no word is lost or counted twice.
int milliseconds = 1000;
if (args.Length is < 3 or > 4 || (args.Length == 4 && (!int.TryParse(args[3], out milliseconds) || milliseconds < 1)))
{
    Console.Error.WriteLine("usage: SurvivingTotals INPUT_DIRECTORY OUTPUT_DIRECTORY CHECKPOINT_DIRECTORY [BATCH_MILLISECONDS]");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, press) =>
{
    press.Cancel = true; // do not end at once: the last checkpoint makes the next start a quick one
    stop.Cancel();
};

await using StreamingContext context = StreamingContext.GetOrCreate(args[2], Create);
await context.RunAsync(stop.Token);
return 0;

StreamingContext Create()
{
    var made = new StreamingContext("SurvivingTotals", TimeSpan.FromMilliseconds(milliseconds));
    made.TextFileStream(args[0])
        .Words()
        .CountByValue()
        .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) => Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()))
        .Named("totals")
        .Map(total => $"{total.Key} {total.Value}")
        .SaveAsTextFiles(Path.Combine(args[1], "totals")); // a batch that is run again replaces itself
    return made;
}

using HotStream;

// Learns two clusters of points in the plane. One server sends points to learn from, "X Y" a line; another one points to
// tell apart, "NAME X Y" a line.
int milliseconds = 1000;
if (args.Length is < 3 or > 4
    || !ushort.TryParse(args[1], out ushort trainingPort) || trainingPort == 0
    || !ushort.TryParse(args[2], out ushort questionPort) || questionPort == 0
    || (args.Length == 4 && (!int.TryParse(args[3], out milliseconds) || milliseconds < 1)))
{
    Console.Error.WriteLine("usage: StreamingKMeans HOST TRAINING_PORT QUESTION_PORT [BATCH_MILLISECONDS]");
    return 2;
}

await using var context = new StreamingContext("StreamingKMeans", TimeSpan.FromMilliseconds(milliseconds));

DStream<double[]> training = context.SocketTextStream(args[0], trainingPort)
    .FlatMap(line => Numbers(line, skip: 0));
DStream<KeyValuePair<string, double[]>> questions = context.SocketTextStream(args[0], questionPort)
    .FlatMap(line => Numbers(line, skip: 1).Select(point => KeyValuePair.Create(line.Words().ToStrings()[0], point)));

StreamingKMeans clusters = new StreamingKMeans()
    .SetK(2)
    .SetHalfLife(5, DecayTimeUnit.Batches) // what was learned 5 batches ago counts half
    .SetRandomCenters(dimensions: 2, weight: 0, seed: 1);
clusters.TrainOn(training);
clusters.PredictOnValues(questions).ForeachBatch(labels =>
{
    StreamingKMeansModel model = clusters.LatestModel;
    Console.WriteLine(string.Join(", ", Enumerable.Range(0, model.K)
        .Select(k => $"center {k} ({model.Center(k)[0]:F2} {model.Center(k)[1]:F2})")));
    labels.ToList().ForEach(label => Console.WriteLine($"{label.Key} is in cluster {label.Value}"));
});

await context.RunAsync(stopOnSignals: true); // Ctrl-C: what was received is still answered
return 0;

// The point of a line; a line that has none is left out, instead of failing its batch.
static IEnumerable<double[]> Numbers(Utf8Slice line, int skip)
{
    List<string> words = line.Words().ToStrings();
    if (words.Count == skip + 2 && double.TryParse(words[skip], out double x) && double.TryParse(words[skip + 1], out double y))
    {
        yield return [x, y];
    }
}

using System.Text.Json;

namespace HotStream.Bench;

/// <summary>Jobs about reading formats.</summary>
internal static class FormatJobs
{
    private const int Batches = 100;

    public static IReadOnlyList<Job> All => [new Job("json-projection", Project) { Unit = "M records/s" }];

    private static JobInput Project()
    {
        var readings = new JsonReadings();
        var answer = readings.Sum.Answer(Batches);
        var bytes = readings.TotalBytes / (double)JsonReadings.Count;
        return new JobInput(
            [
                Row("HotStream ParseJson, 3 fields", RowKind.Engine, () => EngineJson.Run(readings, Batches)),
                Row("JsonSerializer, source-generated, 3 properties", RowKind.Peer, () => Deserialize(readings)),
                Row("JsonDocument", RowKind.Peer, () => ReadDocuments(readings)),
            ],
            [$"{JsonReadings.Count:N0} JSON objects of 12 fields, {bytes:F0} B each, {Batches} times; one core"])
        { Owned = [readings] };

        JobSystem Row(string name, RowKind kind, Func<JobOutcome> run) => new(name, kind, answer, run) { InputBytesPerRecord = bytes };
    }

    private static JobOutcome Deserialize(JsonReadings readings)
    {
        var sum = default(JsonSum);
        for (var batch = 0; batch < Batches; batch++)
            foreach (var text in readings.Bytes)
            {
                var reading = JsonSerializer.Deserialize(text, JsonReadingContext.Default.JsonReading)!;
                sum.Add(reading.MachineName.Length, reading.Good, reading.Celsius);
            }

        return new JobOutcome(sum.Records, () => sum.Answer(1));
    }

    private static JobOutcome ReadDocuments(JsonReadings readings)
    {
        var sum = default(JsonSum);
        for (var batch = 0; batch < Batches; batch++)
            foreach (var text in readings.Bytes)
            {
                using var document = JsonDocument.Parse(text);
                var root = document.RootElement;
                sum.Add(root.GetProperty("machine_name").GetString()!.Length, root.GetProperty("good")
                    .GetInt64(), root.GetProperty("celsius").GetDouble());
            }

        return new JobOutcome(sum.Records, () => sum.Answer(1));
    }
}

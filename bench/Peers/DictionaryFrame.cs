using System.Runtime.InteropServices;
using System.Text.Json;

namespace HotStream.Bench;

/// <summary>The jobs of frames by hand: loops with a dictionary of shared strings, and the serializer for JSON.</summary>
internal static class DictionaryFrame
{
    public static JobOutcome Filter(FrameRows rows)
    {
        var states = new Dictionary<string, KeyState>();
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows.Celsius[row] > 20 && rows.CityNames[rows.CityOf[row]].StartsWith("city-1", StringComparison.Ordinal))
                CollectionsMarshal.GetValueRefOrAddDefault(states, rows.Names[rows.Keys[row]], out _).Add(rows.Values[row]);
        }

        return new JobOutcome(rows.Count, () => Answer(states) with { Total = rows.Count });
    }

    public static JobOutcome Group(FrameRows rows)
    {
        var states = new Dictionary<string, KeyState>();
        for (var row = 0; row < rows.Count; row++)
            CollectionsMarshal.GetValueRefOrAddDefault(states, rows.Names[rows.Keys[row]], out _).Add(rows.Values[row]);
        var all = states.Values.Aggregate((left, right) => new KeyState
        {
            Count = left.Count + right.Count,
            Sum = left.Sum + right.Sum,
            Min = Math.Min(left.Min, right.Min),
            Max = Math.Max(left.Max, right.Max),
        });
        return new JobOutcome(rows.Count, () =>
            FrameRows.Add(default, "all", all.Count, all.Sum, all.Min, all.Max) with { Total = rows.Count });
    }

    public static JobOutcome Json(FrameJson json)
    {
        var states = new Dictionary<string, KeyState>();
        foreach (var line in File.ReadLines(json.Path))
        {
            var reading = JsonSerializer.Deserialize(line, FrameReadingContext.Default.FrameReading)!;
            if (reading.celsius > 20)
                CollectionsMarshal.GetValueRefOrAddDefault(states, reading.device, out _).Add(reading.ts);
        }

        return new JobOutcome(json.Rows, () => Answer(states) with { Total = json.Rows });
    }

    private static JobAnswer Answer(Dictionary<string, KeyState> states) => states.Aggregate(default(JobAnswer), (answer, state) =>
        FrameRows.Add(answer, state.Key, state.Value.Count, state.Value.Sum, 0, 0));
}

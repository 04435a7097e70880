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

    /// <summary>Every field of every line by the framework's reader, over the bytes of the file.</summary>
    public static JobOutcome Columns(FrameJson json)
    {
        using var file = File.OpenRead(json.Path);
        var buffer = new byte[1 << 20];
        var (start, end) = (0, 0);
        var all = default(KeyState);
        while (true)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            var read = file.Read(buffer.AsSpan(end));
            if (read == 0)
                break;
            end += read;
            for (int length; (length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) >= 0; start += length + 1)
                ReadLine(buffer.AsSpan(start, length), ref all);
        }

        return new JobOutcome(json.Rows, () => FrameRows.Add(default, "all", all.Count, all.Sum, 0, 0) with { Total = json.Rows });
    }

    /// <summary>Counts the fields that are there, but the time, which is summed.</summary>
    private static void ReadLine(ReadOnlySpan<byte> line, ref KeyState all)
    {
        var reader = new Utf8JsonReader(line);
        var text = 0;
        var number = 0.0;
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("ts"u8))
            {
                reader.Read();
                all.Sum += reader.GetInt64();
                continue;
            }

            if (reader.ValueTextEquals("id"u8))
            {
                reader.Read();
                number += reader.GetInt64();
            }
            else if (reader.ValueTextEquals("celsius"u8) || reader.ValueTextEquals("humidity"u8) || reader.ValueTextEquals("lat"u8)
                || reader.ValueTextEquals("lon"u8))
            {
                reader.Read();
                number += reader.GetDouble();
            }
            else
            {
                reader.Read();
                text += reader.ValueSpan.Length;
            }

            all.Count++;
        }

        all.Max = Math.Max(all.Max, text + (long)number);
    }

    private static JobAnswer Answer(Dictionary<string, KeyState> states) => states.Aggregate(default(JobAnswer), (answer, state) =>
        FrameRows.Add(answer, state.Key, state.Value.Count, state.Value.Sum, 0, 0));
}

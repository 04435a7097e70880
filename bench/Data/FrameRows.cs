using System.Text;

namespace HotStream.Bench;

/// <summary>Rows of a table as columns: a key as text and as number, a city, a temperature and a whole number.</summary>
internal sealed class FrameRows : IDisposable
{
    public const int Cities = 1000;

    private readonly Utf8Arena _arena = new();

    public FrameRows(int rows, int keys)
    {
        var random = new SplitMix64(42);
        Names = KeyRows.Names(keys);
        Numbers = [.. Enumerable.Range(0, keys).Select(_ => (long)random.Next())];
        CityNames = [.. Enumerable.Range(0, Cities).Select(i => $"city-{i}")];
        Keys = new int[rows];
        CityOf = new int[rows];
        Celsius = new double[rows];
        Values = new long[rows];
        for (var row = 0; row < rows; row++)
        {
            Keys[row] = random.Below(keys);
            CityOf[row] = random.Below(Cities);
            Celsius[row] = random.Below(6500) / 100.0 - 20;
            Values[row] = (int)random.Next();
        }

        var names = Names.Select(name => _arena.Add(name)).ToArray();
        var cities = CityNames.Select(name => _arena.Add(name)).ToArray();
        var schema = Schema.Parse("name STRING, id BIGINT, city STRING, celsius DOUBLE, v BIGINT");
        Source = new BatchesSource(schema, rows, (batch, start) =>
        {
            for (var i = 0; i < batch.Length; i++)
            {
                batch.Columns[0].Values<Utf8Slice>()[i] = names[Keys[start + i]];
                batch.Columns[1].Values<long>()[i] = Numbers[Keys[start + i]];
                batch.Columns[2].Values<Utf8Slice>()[i] = cities[CityOf[start + i]];
                batch.Columns[3].Values<double>()[i] = Celsius[start + i];
                batch.Columns[4].Values<long>()[i] = Values[start + i];
            }
        });
    }

    public string[] Names { get; }

    public long[] Numbers { get; }

    public string[] CityNames { get; }

    public int[] Keys { get; }

    public int[] CityOf { get; }

    public double[] Celsius { get; }

    public long[] Values { get; }

    public int Count => Keys.Length;

    public BatchesSource Source { get; }

    /// <summary>The groups of the rows that pass, by key.</summary>
    public JobAnswer Answer(Func<int, bool> passes)
    {
        var states = new KeyState[Names.Length];
        for (var row = 0; row < Count; row++)
        {
            if (passes(row))
                states[Keys[row]].Add(Values[row]);
        }

        var answer = default(JobAnswer);
        for (var key = 0; key < states.Length; key++)
        {
            if (states[key].Count > 0)
                answer = Add(answer, Names[key], states[key].Count, states[key].Sum, 0, 0);
        }

        return answer;
    }

    public static JobAnswer Add(JobAnswer answer, string key, long count, long sum, long min, long max) =>
        answer.WithGroup(AnswerHash.OfBytes(Encoding.UTF8.GetBytes(key)), new KeyState { Count = count, Sum = sum, Min = min, Max = max });

    public void Dispose()
    {
        Source.Dispose();
        _arena.Dispose();
    }
}

using System.Globalization;
using System.Text;

namespace HotStream.Bench;

/// <summary>Readings of machines as JSON objects of 12 fields, about 300 bytes each, one after the other in memory.</summary>
internal sealed class JsonReadings : IDisposable
{
    public const int Count = 20_000;
    public static readonly string[] Fields = ["machine_name", "good", "celsius"];

    private readonly Utf8Arena _arena = new();

    public JsonReadings()
    {
        var answer = default(JsonSum);
        for (var i = 0; i < Count; i++)
        {
            var machine = $"machine-{i % 97}";
            var celsius = (i % 1000) / 8.0;
            var text = string.Create(CultureInfo.InvariantCulture, $"{{\"program_name\": \"plus-one\", \"machine_name\": \"{machine}\", "
                + $"\"material_name\": \"A5052H-1.5\", \"work_center\": {i % 7}, "
                + $"\"start_time\": \"2017-02-10T16:42:{i % 60:D2}Z\", \"finish_time\": \"2017-02-10T16:45:{i % 60:D2}Z\", "
                + $"\"process_time\": \"0:03:23\", \"good\": {i % 11}, \"status\": 0, "
                + $"\"celsius\": {celsius}, \"tags\": [\"a\", \"b\"], \"division\": \"4199170\"}}");
            Bytes.Add(Encoding.UTF8.GetBytes(text));
            Slices.Add(_arena.Add(Bytes[^1]));
            TotalBytes += Bytes[^1].Length;
            answer.Add(machine.Length, i % 11, celsius);
        }

        Sum = answer;
    }

    public List<byte[]> Bytes { get; } = [];

    public List<Utf8Slice> Slices { get; } = [];

    public long TotalBytes { get; }

    public JsonSum Sum { get; }

    public void Dispose() => _arena.Dispose();
}

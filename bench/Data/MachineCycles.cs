using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HotStream.Bench;

/// <summary>What a machine says after each piece: about 300 bytes as JSON.</summary>
internal sealed record MachineCycle(
    string ProgramName, string MachineName, string MaterialName, int WorkCenter, int OrderOfProcessing, string StartTime, string FinishTime,
    double ProcessSeconds, int Good, string ScheduleName);

/// <summary>The answer to a bulk request, as objects.</summary>
internal sealed record BulkAnswer(bool Errors, List<Dictionary<string, BulkItem>> Items);

internal sealed record BulkItem(int Status);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(MachineCycle))]
[JsonSerializable(typeof(BulkAnswer))]
internal sealed partial class CycleJson : JsonSerializerContext;

/// <summary>A batch of cycles, as records and as texts.</summary>
internal sealed class MachineCycles : IDisposable
{
    private readonly Utf8Arena _arena = new();

    public MachineCycles(int count)
    {
        Records = new MachineCycle[count];
        Texts = new Utf8Slice[count];
        long bytes = 0;
        for (var i = 0; i < count; i++)
        {
            Records[i] = new($"plusone-test-sparkstreaming-{i % 97}", $"test-machine-{i % 1000}", "A5052H-1.5", i % 10, i,
                "2017/02/10 16:42:23", "2017/02/10 16:45:46", 203.5 + (i % 100), i % 2, "schedule of the day");
            var json = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Records[i], CycleJson.Default.MachineCycle));
            Texts[i] = _arena.Add(json);
            bytes += json.Length;
        }

        BytesEach = (double)bytes / count;
    }

    public MachineCycle[] Records { get; }

    public Utf8Slice[] Texts { get; }

    public double BytesEach { get; }

    public void Dispose() => _arena.Dispose();
}

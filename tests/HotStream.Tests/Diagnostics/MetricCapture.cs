using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace HotStream.Tests.Diagnostics;

/// <summary>
/// Keeps what the engine's meter says of one context, or of one consumer group; other tests' contexts run at the same time.
/// </summary>
internal sealed class MetricCapture : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly string _context;

    public MetricCapture(string context)
    {
        _context = context;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "HotStream")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    private ConcurrentQueue<(string Name, double Value, string Tags)> Seen { get; } = [];

    /// <summary>Values of an instrument in their order, those of observable ones as of now.</summary>
    public double[] Values(string name, string tags = "") =>
        [.. Seen.Where(seen => seen.Name == name && seen.Tags.Contains(tags, StringComparison.Ordinal)).Select(seen => seen.Value)];

    /// <summary>Reads the observable instruments anew.</summary>
    public double[] Observe(string name, string tags = "")
    {
        int before = Values(name, tags).Length;
        _listener.RecordObservableInstruments();
        return Values(name, tags)[before..];
    }

    public void Dispose() => _listener.Dispose();

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string all = string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"));
        if (all.Contains($"hotstream.context={_context}", StringComparison.Ordinal)
            || all.Contains($"hotstream.group={_context}", StringComparison.Ordinal))
        {
            Seen.Enqueue((instrument.Name, value, all));
        }
    }
}

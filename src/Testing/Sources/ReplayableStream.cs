using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace HotStream.Testing;

/// <summary>A stream of a scripted source: knows how far it has read each partition, and which batch of the script comes next.</summary>
internal sealed class ReplayableStream<T>(StreamingContext context, ReplayableSource<T> source)
    : InputDStream<T>(context, "ReplayableSource")
{
    private readonly Dictionary<string, long> _positions = [];
    private int _next;
    private SourceRange[] _ranges = [];

    protected override InputBatch<T> Read(BatchTime time)
    {
        if (source.RangesOf(_next, time, PositionOf) is { } ranges)
        {
            _next++;
            return Take(ranges);
        }

        return Take(source.NoRanges(PositionOf));
    }

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => _ranges;

    protected override InputBatch<T> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        _next++;
        return Take([.. ranges]);
    }

    protected override void Save(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteNumber("", _next);
        foreach ((string partition, long position) in _positions)
        {
            json.WriteNumber("p" + partition, position);
        }

        json.WriteEndObject();
    }

    protected override void Load(ReadOnlySpan<byte> saved)
    {
        using var json = JsonDocument.Parse(saved.ToArray());
        foreach (JsonProperty property in json.RootElement.EnumerateObject())
        {
            if (property.Name.Length == 0)
            {
                _next = property.Value.GetInt32();
            }
            else
            {
                _positions[property.Name[1..]] = property.Value.GetInt64();
            }
        }
    }

    private long PositionOf(string partition) => _positions.GetValueOrDefault(partition);

    private InputBatch<T> Take(SourceRange[] ranges)
    {
        var records = new List<T>();
        foreach (SourceRange range in ranges)
        {
            records.AddRange(source.Read(range));
            _positions[range.Partition] = long.Parse(range.To, CultureInfo.InvariantCulture);
        }

        _ranges = ranges;
        return InputBatch<T>.Of(records, Context.Options.Partitions);
    }
}

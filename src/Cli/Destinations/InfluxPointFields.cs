using System.Buffers.Text;
using System.Text.Json;

namespace HotStream.Cli;

/// <summary>Makes points of the fields of messages. Numbers become floats, so that 20 and 20.5 are of one kind. Thread-safe.</summary>
/// <param name="measurement">What is measured.</param>
/// <param name="tags">Fields that are tags.</param>
/// <param name="fields">Fields that are fields.</param>
internal sealed class InfluxPointFields(string measurement, IReadOnlyList<string> tags, IReadOnlyList<string> fields)
{
    private const int Digits = 6; // of a second, as InfluxDB has nanoseconds and we have ticks

    private readonly int _count = tags.Count + fields.Count;

    /// <summary>Takes the fields of a message: tags, fields, time. One that cannot be refuses the message.</summary>
    public InfluxPoint Read(MqttMessage message, FieldRow row)
    {
        var point = default(InfluxPoint);
        bool isEmpty = true;
        for (int i = 0; i < _count; i++)
        {
            JsonValueKind kind = row.GetKind(i);
            if (kind is JsonValueKind.Object or JsonValueKind.Array)
            {
                row.Reject($"Field {PlainText.Of(NameOf(i))} is {kind}, and InfluxDB has numbers, texts, true and false.");
                return point;
            }

            if (kind is not (JsonValueKind.Undefined or JsonValueKind.Null))
            {
                point.Set(i, row.GetText(i), kind);
                isEmpty &= i < tags.Count;
            }
        }

        string time = row.GetText(_count).ToString();
        if (isEmpty)
        {
            row.Reject("The message has none of the fields, and a point needs one.");
        }
        else if (IsoTime.TryParse(time, Digits, out IsoTime moment) && moment.Zone is { } zone)
        {
            point.Time = new DateTimeOffset(moment.Local, TimeSpan.Zero) - zone;
        }
        else
        {
            row.Reject($"The time is {PlainText.Of(time)}, expected ISO 8601 with a zone: 2026-01-31T12:00:00Z.");
        }

        return point;
    }

    /// <summary>Writes a point.</summary>
    public void Write(InfluxLine line, InfluxPoint point)
    {
        line.Measurement(measurement);
        for (int i = 0; i < _count; i++)
        {
            (Utf8Slice text, JsonValueKind kind) = point.Get(i);
            if (i < tags.Count)
            {
                line.Tag(NameOf(i), text);
            }
            else if (kind == JsonValueKind.Number)
            {
                line.Field(NameOf(i), Utf8Parser.TryParse(text.Bytes, out double number, out _) ? number : double.NaN); // NaN is refused
            }
            else if (kind is JsonValueKind.True or JsonValueKind.False)
            {
                line.Field(NameOf(i), kind == JsonValueKind.True);
            }
            else if (kind == JsonValueKind.String)
            {
                line.Field(NameOf(i), text);
            }
        }

        line.Time(point.Time);
    }

    private string NameOf(int number) => number < tags.Count ? tags[number] : fields[number - tags.Count];
}

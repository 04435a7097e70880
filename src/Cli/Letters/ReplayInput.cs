using System.Text;
using System.Text.Json;

namespace HotStream.Cli;

/// <summary>
/// The records of a file of dead letters, a part of the file in each batch. What is no letter, or the beginning of a record only, is kept. On the driver only.
/// </summary>
internal sealed class ReplayInput(StreamingContext context, IEnumerable<string> lines, KeptLetters kept) : InputDStream<MqttMessage>(context, "Replay"), IDisposable
{
    private const int RecordsMax = 5000;
    private const int BytesMax = 8 * 1024 * 1024;

    private readonly IEnumerator<string> _lines = lines.GetEnumerator(); // a character for each byte
    private readonly Utf8Arena _texts = new();
    private readonly List<string> _batch = [];
    private long _number;

    /// <summary>Whether the last line was read.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Lines of the batch at hand that were given to be sent.</summary>
    public IReadOnlyList<string> Batch => _batch;

    /// <summary>No more is to be read: a batch has failed, and its lines are wanted.</summary>
    public bool IsHeld { get; set; }

    /// <summary>Lines that no batch has taken yet.</summary>
    public IEnumerable<string> Rest()
    {
        while (_lines.MoveNext())
        {
            yield return _lines.Current;
        }
    }

    public void Dispose()
    {
        _lines.Dispose();
        _texts.Dispose();
    }

    protected override InputBatch<MqttMessage> Read(BatchTime time)
    {
        var messages = new List<MqttMessage>();
        if (IsHeld)
        {
            return InputBatch<MqttMessage>.Of(messages, 1);
        }

        _texts.Clear(); // the batch before is complete
        _batch.Clear();
        for (long bytes = 0; messages.Count < RecordsMax && bytes < BytesMax;)
        {
            if (!_lines.MoveNext())
            {
                IsOver = true;
                break;
            }

            _number++;
            bytes += _lines.Current.Length;
            if (_lines.Current.Length > 0 && TryRead(_lines.Current) is { } letter)
            {
                messages.Add(MessageOf(letter));
                _batch.Add(_lines.Current);
            }
        }

        return InputBatch<MqttMessage>.Of(messages, 1);
    }

    private DeadLetter? TryRead(string line)
    {
        try
        {
            DeadLetter letter = DeadLetterLines.Read(Encoding.Latin1.GetBytes(line));
            if (!letter.IsCut)
            {
                return letter;
            }

            kept.Add(line, $"line {_number} was cut: {letter.Record.Length} of {letter.Length} bytes were kept");
        }
        catch (FormatException problem)
        {
            kept.Add(line, $"line {_number}: {problem.Message}");
        }

        return null;
    }

    /// <summary>The record as the message it was. Of a row that PostgreSQL refused, topic and payload are columns, if the table had them.</summary>
    private MqttMessage MessageOf(DeadLetter letter)
    {
        if (letter.Source.StartsWith("postgres ", StringComparison.Ordinal))
        {
            try
            {
                using var row = JsonDocument.Parse(letter.Record);
                return new MqttMessage(
                    _texts.Add(TextOf(row, "topic") ?? letter.Source), TextOf(row, "payload") is { } payload ? _texts.Add(payload) : _texts.Add(letter.Record.Span));
            }
            catch (JsonException)
            {
                // no row: sent as it stands
            }
        }

        return new MqttMessage(_texts.Add(letter.Source), _texts.Add(letter.Record.Span));
    }

    private static string? TextOf(JsonDocument row, string column) =>
        row.RootElement.ValueKind == JsonValueKind.Object && row.RootElement.TryGetProperty(column, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}

using System.Text;
using System.Text.Json;

namespace HotStream.Cli;

/// <summary>
/// The records of a file of dead letters, a part of the file in each batch. What is no letter, or the beginning of a record
/// only, is kept. On the driver only.
/// </summary>
/// <param name="context">The context.</param>
/// <param name="lines">Lines of the file, a character for each byte.</param>
/// <param name="kept">Where what cannot be sent goes.</param>
/// <param name="needsTopics">Whether each record must have come from a topic.</param>
internal sealed class ReplayInput(StreamingContext context, IEnumerable<string> lines, KeptLetters kept, bool needsTopics)
    : InputDStream<MqttMessage>(context, "Replay"), IDisposable
{
    private const int RecordsMax = 5000;
    private const int BytesMax = 8 * 1024 * 1024;

    // what sinks call themselves
    private static readonly string[] s_noTopics = ["elasticsearch ", "mqtt ", "post ", "database ", "console"];

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
            if (letter.IsCut)
            {
                kept.Add(line, $"line {_number} was cut: {letter.Record.Length} of {letter.Length} bytes were kept");
            }
            else if (needsTopics && TopicOf(letter) is null)
            {
                kept.Add(line, $"line {_number} came from {letter.Source}, which is no topic: name one, mqtt://HOST/TOPIC");
            }
            else
            {
                return letter;
            }
        }
        catch (FormatException problem)
        {
            kept.Add(line, $"line {_number}: {problem.Message}");
        }

        return null;
    }

    /// <summary>
    /// The record as the message it was. Of a row that PostgreSQL refused, topic and payload are columns, if the table had them.
    /// </summary>
    private MqttMessage MessageOf(DeadLetter letter)
    {
        Utf8Slice topic = _texts.Add(TopicOf(letter) ?? letter.Source);
        string? payload = IsRow(letter) ? TextOf(letter, "payload") : null;
        return new MqttMessage(topic, payload is null ? _texts.Add(letter.Record.Span) : _texts.Add(payload));
    }

    /// <summary>The topic a record came from; null when it is not known.</summary>
    private static string? TopicOf(DeadLetter letter) =>
        IsRow(letter) ? TextOf(letter, "topic")
        : s_noTopics.Any(start => letter.Source.StartsWith(start, StringComparison.Ordinal))
        || letter.Source.Contains("://", StringComparison.Ordinal) ? null
        : letter.Source;

    private static bool IsRow(DeadLetter letter) => letter.Source.StartsWith("postgres ", StringComparison.Ordinal);

    private static string? TextOf(DeadLetter letter, string column)
    {
        try
        {
            using var row = JsonDocument.Parse(letter.Record);
            return row.RootElement.ValueKind == JsonValueKind.Object && row.RootElement.TryGetProperty(column, out JsonElement value)
                && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null; // no row: sent as it stands
        }
    }
}

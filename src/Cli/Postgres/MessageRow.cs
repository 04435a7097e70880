using System.Runtime.CompilerServices;

namespace HotStream.Cli;

/// <summary>A message on its way into a table: its topic, its payload, and the fields of it that have a column.</summary>
internal struct MessageRow
{
    /// <summary>Most fields of a row.</summary>
    public const int FieldsMax = 16;

    private Texts _fields;
    private int _present;

    public MessageRow(in MqttMessage message)
    {
        Topic = message.Topic;
        Payload = message.Payload;
    }

    public Utf8Slice Topic { get; }

    public Utf8Slice Payload { get; }

    /// <summary>Takes the fields; one that does not fit its column refuses the record.</summary>
    public static MessageRow Read(in MqttMessage message, FieldRow fields, List<TargetColumn> columns)
    {
        var row = new MessageRow(message);
        for (int i = 0; i < columns.Count; i++)
        {
            if (fields.Has(i))
            {
                row._fields[i] = columns[i].Take(fields, i);
                row._present |= 1 << i;
            }
        }

        return row;
    }

    /// <summary>A field's text; null when the record has no such field.</summary>
    public readonly Utf8Slice? Get(int field) => (_present & (1 << field)) != 0 ? _fields[field] : null;

    [InlineArray(FieldsMax)]
    private struct Texts
    {
        private Utf8Slice _first;
    }
}

using System.Text.Unicode;

namespace HotStream.Cli;

/// <summary>
/// Files of Parquet or Avro, in a directory for each batch that has messages, which appears as a whole. With <c>columns</c> their fields;
/// else topic and payload. Results of windows have columns of their own.
/// </summary>
/// <param name="Format"><c>parquet</c> or <c>avro</c>.</param>
/// <param name="Directory">Where the directories are.</param>
/// <param name="Columns">Fields and their types; null for whole messages.</param>
internal sealed record FrameDestination(string Format, string Directory, Schema? Columns) : Destination
{
    private const string Example = "parquet://DIRECTORY[?columns=NAME TYPE,NAME TYPE] (or avro://)";

    private static readonly Schema s_messages =
        new(new StructField("topic", DataType.String), new StructField("payload", DataType.String));

    public override string Name => $"{Format}://{Directory}";

    /// <summary>Reads one; null when no directory is named.</summary>
    /// <exception cref="FormatException">The columns cannot be.</exception>
    public static FrameDestination? Open(string text)
    {
        string[] parts = text.Split("://", 2);
        string[] place = parts[^1].Split('?', 2);
        if (parts.Length < 2 || place[0].Length == 0)
        {
            return null;
        }

        const string Setting = "columns=";
        if (place.Length == 1)
        {
            return new FrameDestination(parts[0], place[0], null);
        }

        return place[1].StartsWith(Setting, StringComparison.Ordinal)
            ? new FrameDestination(parts[0], place[0], RowFields.ParseColumns(Uri.UnescapeDataString(place[1][Setting.Length..])))
            : throw new FormatException($"'{PlainText.Of(text)}' asks for something unknown; write {Example}.");
    }

    public override void Check(StoreOptions options)
    {
        base.Check(options);
        if (Columns is not null && options.Window is not null)
        {
            throw new UsageException("Results of windows have columns of their own: leave columns out.");
        }

        if (Columns is not null)
        {
            CheckIsJson(options);
        }
    }

    public override void Save(DStream<MqttMessage> messages, StoreOptions options)
    {
        if (Columns is null)
        {
            StreamingContext context = messages.Context;
            Save(messages, (batch, session) => batch.Where(message => IsText(message) || Refuse(context, batch.Time, message))
                .ToFrame(session, s_messages, static message => [message.Topic, message.Payload]));
            return;
        }

        var fields = new RowFields(Columns);
        Save(messages.ParseJson([.. Columns.Select(static column => column.Name)], (_, row) => fields.Read(row)),
            (batch, session) => batch.ToFrame(session, Columns, static row => row));
    }

    public override void Save(DStream<WindowResult> results, StoreOptions options)
    {
        WindowQuestion question = options.Window!;
        StructField[] columns =
        [
            new("window_end", DataType.Timestamp), new(question.Key, DataType.String), new("count", DataType.Long),
            .. question.Sum is null ? [] : (StructField[])[new("sum_" + question.Sum, DataType.Double)],
        ];
        var schema = new Schema(columns);
        Save(results, (batch, session) => batch.ToFrame(session, schema, result => question.Sum is null
            ? [result.End, result.Key, result.Count] : [result.End, result.Key, result.Count, result.Sum]));
    }

    private void Save<T>(DStream<T> records, Func<Batch<T>, Session, DataFrame> frame)
    {
        var session = new Session(Format, new SessionOptions { Workers = 1 }); // ends with the process
        records.SaveAsFrameFiles(Path.Combine(Directory, "batch"), batch => frame(batch, session).Coalesce(1), Write);
    }

    private void Write(DataFrameWriter writer, string directory)
    {
        if (Format == "avro")
        {
            writer.Avro(directory);
        }
        else
        {
            writer.Parquet(directory);
        }
    }

    private static bool IsText(MqttMessage message) => Utf8.IsValid(message.Topic.Bytes) && Utf8.IsValid(message.Payload.Bytes);

    private bool Refuse(StreamingContext context, BatchTime time, MqttMessage message)
    {
        context.PostDeadLetter(new DeadLetter(Name, $"batch {time}, topic {PlainText.Of(message.Topic.Bytes)}",
            $"The message is no text of UTF-8, as {Format} has it.", message.Payload.Bytes));
        return false;
    }
}

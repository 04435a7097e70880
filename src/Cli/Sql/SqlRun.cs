namespace HotStream.Cli;

/// <summary>One query.</summary>
internal static class SqlRun
{
    public static int Run(SqlRunOptions options, TextWriter output)
    {
        using Session session = new Session("sql").WithFiles().WithParquet().WithAvro();
        using var stop = new StopSignals();
        DataFrame frame = session.Sql(options.Query);
        if (options.ShowsSchema || options.Explains)
        {
            output.Write(options.ShowsSchema ? frame.Schema.ToTree() : frame.Explain());
            return ExitCodes.Ok;
        }

        switch (options.Format)
        {
            case "json":
                WriteLines(frame.Transform(Json), output, session, stop.Token);
                break;
            case "csv":
                WriteLines(frame.Transform(Csv), output, session, stop.Token);
                break;
            default:
                output.Write(Waited(session, () => frame.ShowString(options.Rows, truncate: false, stop.Token)));
                break;
        }

        return ExitCodes.Ok;
    }

    /// <summary>The answer; a terminal shows how far it is when it takes longer than a second.</summary>
    private static string Waited(Session session, Func<string> work)
    {
        using ProgressBar? bar = ProgressBar.Of(session);
        return work();
    }

    private static DataFrame Json(DataFrame frame) =>
        frame.Select(Functions.ToJson(Functions.Struct([.. frame.Columns.Select(Functions.ColumnNamed)])));

    private static DataFrame Csv(DataFrame frame)
    {
        Column Field(string name)
        {
            Column text = Functions.ColumnNamed(name).Cast(DataType.String);
            Column quoted = Functions.Concat("\"", Functions.Replace(text, "\"", "\"\""), "\"");
            return Functions.When(text.IsNull(), "").When(text == "" | text.RLike("[\",\\r\\n]"), quoted).Otherwise(text);
        }

        DataFrame header = frame.Session.CreateDataFrame(new Schema(new StructField("line", DataType.String)),
            [[string.Join(',', frame.Columns.Select(name => name.AsSpan().ContainsAny("\",\r\n")
                ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name))]]);
        return header.Union(frame.Select(Functions.ConcatWs(",", [.. frame.Columns.Select(Field)])));
    }

    private static void WriteLines(DataFrame lines, TextWriter output, Session session, CancellationToken cancellation)
    {
        using ProgressBar? bar = Console.IsOutputRedirected ? ProgressBar.Of(session) : null; // else the lines show it
        using var written = new LineSink(output);
        lines.Coalesce(1).ForeachBatch(_ => written, cancellation);
    }

    private sealed class LineSink(TextWriter output) : ColumnSink, IDisposable
    {
        public override bool Push(ColumnBatch batch)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                output.Write(batch.Columns[0].Values<Utf8Slice>()[batch.PlaceOf(i)].ToString());
                output.Write('\n');
            }

            return true;
        }

        public void Dispose() => output.Flush();
    }
}

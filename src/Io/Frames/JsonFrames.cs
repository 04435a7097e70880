namespace HotStream.Io;

/// <summary>Frames of JSON.</summary>
internal static class JsonFrames
{
    /// <summary>The frame of files, with the schema that the reader knows or that is found out.</summary>
    public static DataFrame Read(DataFrameReader reader, string path, bool ignoresCase)
    {
        var options = new FormatOptions("json", reader.Options);
        var rules = new RowRules(options.Mode(), options.Text("columnNameOfCorruptRecord") ?? "_corrupt_record",
            new RowLetters(reader.Session, $"json {path}"), ignoresCase);
        bool isMultiLine = options.Flag("multiLine");
        options.Check();
        string[] files = FileGlob.Find(path);
        Schema schema = reader.KnownSchema ?? Infer(reader.Session, files, isMultiLine, rules);
        return reader.Session.Load(isMultiLine ? new JsonDocumentSource(path, files, schema, rules)
            : new JsonSource(path, files, schema, rules));
    }

    private static Schema Infer(Session session, string[] files, bool isMultiLine, RowRules rules)
    {
        Found found = KnownFiles.Of($"json {isMultiLine}", files, () => Look(session, files, isMultiLine));
        return found.HasCorrupt && rules.Mode == ParseMode.Permissive ? found.Schema.Add(rules.CorruptColumn, DataType.String)
            : found.Schema;
    }

    private static Found Look(Session session, string[] files, bool isMultiLine)
    {
        FilePart[] parts = isMultiLine ? [] : FilePart.Cut(files);
        using JsonInference all = Inference.Of(session, isMultiLine ? files.Length : parts.Length, static () => new JsonInference(),
            (found, part) =>
            {
                if (isMultiLine)
                {
                    JsonDocumentSource.ForEach(files[part], found, CancellationToken.None);
                }
                else
                {
                    new PartLines(parts[part], found, CancellationToken.None).Read();
                }
            },
            static (found, other) => found.Merge(other));
        return new Found(all.Schema, all.HasCorrupt);
    }

    private sealed record Found(Schema Schema, bool HasCorrupt);
}

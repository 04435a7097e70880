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
        var files = SourceFiles.Find(reader.Session, path);
        return reader.Session.Load(reader.KnownSchema is { } known ? Source(known) : WithoutSchema());

        FrameSource Source(Schema schema) => isMultiLine ? new JsonDocumentSource(files, schema, rules)
            : new JsonSource(files, schema, rules);

        FrameSource WithoutSchema()
        {
            var question = new KnownFiles($"json {isMultiLine}", files.Paths);
            JsonSchema Find() => question.Find(() => Look(reader.Session, files, isMultiLine));
            return isMultiLine ? Source(Find().Under(rules))
                : (FrameSource?)ProvisionalJson.Of(files, question, rules, Find) ?? Source(Find().Under(rules));
        }
    }

    private static JsonSchema Look(Session session, SourceFiles files, bool isMultiLine)
    {
        FilePart[] parts = isMultiLine ? [] : files.Cut();
        using JsonInference all = Inference.Of(session, isMultiLine ? files.Paths.Length : parts.Length, static () => new JsonInference(),
            (found, part) =>
            {
                if (isMultiLine)
                {
                    JsonDocumentSource.ForEach(files.Paths[part], found, CancellationToken.None);
                }
                else
                {
                    new PartLines(parts[part], found, CancellationToken.None).Read();
                }
            },
            static (found, other) => found.Merge(other));
        return new JsonSchema(all.Schema, all.HasCorrupt);
    }
}

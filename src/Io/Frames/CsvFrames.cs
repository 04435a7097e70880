using System.Globalization;
using System.Text;
using static HotStream.Functions;

namespace HotStream.Io;

/// <summary>Frames of separated values.</summary>
internal static class CsvFrames
{
    public static DataFrame Read(DataFrameReader reader, string path)
    {
        var options = new FormatOptions("csv", reader.Options);
        var rules = new RowRules(options.Mode(), options.Text("columnNameOfCorruptRecord") ?? "_corrupt_record",
            new RowLetters(reader.Session, $"csv {path}"));
        bool infers = options.Flag("inferSchema");
        CsvFormat format = Format(options);
        options.Check();
        var files = SourceFiles.Find(reader.Session, path);
        string[] names = reader.KnownSchema is { } given ? [.. given.Where(field => field.Name != rules.CorruptColumn).Select(field =>
            field.Name)]
            : Names(files.Paths[0], format);
        bool wantsCorrupt = reader.KnownSchema?.IndexOf(rules.CorruptColumn) >= 0;
        Schema fields = reader.KnownSchema is { } known ? new Schema(known.Where(field => field.Name != rules.CorruptColumn))
            : infers ? KnownFiles.Of(
                $"csv {format.Separator} {format.Quote} {Convert.ToHexString(format.Null)} {format.HasHeader}", files.Paths, () =>
                    Infer(reader.Session, files, names, format))
            : new Schema(names.Select(name => new StructField(name, DataType.String)));
        new TextColumnParser([.. fields.Select(field => field.Type)]).Dispose(); // says now which type no text can have
        DataFrame rows = reader.Session.Load(new CsvSource(files, fields, format, rules, wantsCorrupt));
        bool mustBeGood = rules.Mode != ParseMode.Permissive && fields.Any(field => field.Type != DataType.String);
        return (mustBeGood ? rows.Where(ColumnNamed(CsvSource.IsGood)) : rows)
            .Select([.. (reader.KnownSchema ?? fields).Select(field => ColumnNamed(field.Name))]);
    }

    /// <summary>The names of the columns, as the first file has them.</summary>
    public static string[] Names(DataFrameReader reader, string path) =>
        Names(FileGlob.Find(path)[0], Format(new FormatOptions("csv", reader.Options)));

    private static CsvFormat Format(FormatOptions options) => new(options.Byte("sep", "delimiter") ?? (byte)',',
        options.Byte("quote") ?? (byte)'"', Encoding.UTF8.GetBytes(options.Text("nullValue") ?? ""), options.Flag("header"));

    private static string[] Names(string file, CsvFormat format)
    {
        var first = new FirstLine();
        new PartLines(new FilePart(file, 0, long.MaxValue), first, CancellationToken.None).Read();
        if (first.Line is null)
        {
            return [];
        }

        string[] fields = [.. format.Cut(first.Line).Select(field => field ?? "")];
        return [.. fields.Select((field, at) => format.HasHeader && field.Length > 0 ? field
            : string.Create(CultureInfo.InvariantCulture, $"_c{at}"))];
    }

    private static Schema Infer(Session session, SourceFiles files, string[] names, CsvFormat format)
    {
        FilePart[] parts = files.Cut();
        using CsvInference types = Inference.Of(session, parts.Length, () => new CsvInference(names.Length, format),
            (found, part) =>
            {
                found.Start(parts[part]);
                new PartLines(parts[part], found, CancellationToken.None).Read();
            },
            static (found, other) => found.Merge(other));
        return new Schema(names.Select((name, at) => new StructField(name, types.TypeOf(at))));
    }

    private sealed class FirstLine : LineTaker
    {
        public byte[]? Line { get; private set; }

        public override bool Take(ReadOnlySpan<Utf8Slice> lines)
        {
            Line ??= lines[0].ToArray();
            return false;
        }

        public override void TakeTooLong(Utf8Slice beginning)
        {
        }

        public override void Dispose()
        {
        }
    }
}

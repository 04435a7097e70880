using System.Globalization;
using System.Text;
using static HotStream.Functions;

namespace HotStream.Io;

/// <summary>Frames of separated values: texts from the source, other types by casts over them.</summary>
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
        string[] files = FileGlob.Find(path);
        string[] names = reader.KnownSchema is { } given ? [.. given.Where(field => field.Name != rules.CorruptColumn).Select(field =>
            field.Name)]
            : Names(files[0], format);
        bool wantsCorrupt = reader.KnownSchema?.IndexOf(rules.CorruptColumn) >= 0;
        var source = new CsvSource(path, files, names, format, rules, wantsCorrupt);
        DataFrame texts = reader.Session.Load(source);
        Schema schema = reader.KnownSchema ?? (infers ? Infer(files, names, format) : source.Schema);
        return Typed(texts, schema, rules.Mode);
    }

    /// <summary>The names of the columns, as the first file has them.</summary>
    public static string[] Names(DataFrameReader reader, string path) =>
        Names(FileGlob.Find(path)[0], Format(new FormatOptions("csv", reader.Options)));

    private static CsvFormat Format(FormatOptions options) => new(options.Byte("sep", "delimiter") ?? (byte)',',
        options.Byte("quote") ?? (byte)'"', Encoding.UTF8.GetBytes(options.Text("nullValue") ?? ""), options.Flag("header"));

    /// <summary>Casts texts to their types; what is no such value is null, or refused as the mode says.</summary>
    private static DataFrame Typed(DataFrame texts, Schema schema, ParseMode mode)
    {
        Column[] columns = [.. schema.Select(field => field.Type == DataType.String ? ColumnNamed(field.Name)
            : Cast(field).As(field.Name))];
        StructField[] cast = [.. schema.Where(field => field.Type != DataType.String)];
        if (cast.Length == 0 || mode == ParseMode.Permissive)
        {
            return texts.Select(columns);
        }

        Column isGood = cast.Select(field => ColumnNamed(field.Name).IsNull() | Cast(field).IsNotNull()).Aggregate((all, one) => all & one);
        // The source, from whose batch the row is, says which record it was.
        return texts.Where(mode == ParseMode.FailFast ? CallFunction("assert_true", isGood, CsvSource.NotTyped).IsNull() : isGood)
            .Select(columns);
    }

    private static Column Cast(StructField field) => ColumnNamed(field.Name).TryCast(field.Type);

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

    private static Schema Infer(string[] files, string[] names, CsvFormat format)
    {
        var types = new CsvInference(names.Length, format);
        foreach (string file in files)
        {
            types.StartFile();
            new PartLines(new FilePart(file, 0, long.MaxValue), types, CancellationToken.None).Read();
        }

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

namespace HotStream.Io;

/// <summary>
/// Objects of JSON in files so long that to read them for their schema takes as long as a query does. The schema is that of samples, from
/// all over the files, and every row is held against all of it, also in the fields that nobody wants: it is the schema of all rows, unless
/// a row has another field, a value of another type, or is no JSON.
/// </summary>
internal sealed class ProvisionalJson : ProvisionalSource
{
    private const long BytesMin = 8 << 20; // of less, all is read in a few milliseconds
    private const int Samples = 16;
    private const int SampleBytes = 64 << 10;

    private readonly SourceFiles _files;
    private readonly KnownFiles _question;
    private readonly Schema _sampled; // null where all samples were null
    private readonly RowRules _rules;
    private readonly Func<JsonSchema> _find;
    private FilePart[] _parts = [];
    private bool[] _fit = [];
    private volatile bool _isMisfit; // of no part more need be read

    private ProvisionalJson(SourceFiles files, KnownFiles question, Schema sampled, Schema schema, RowRules rules,
        Func<JsonSchema> find)
    {
        (_files, _question, _sampled, _rules, _find) = (files, question, sampled, rules, find);
        Schema = schema;
    }

    public override Schema Schema { get; }

    public override int Partitions
    {
        get
        {
            _parts = _files.Cut();
            _fit = new bool[_parts.Length];
            _isMisfit = false;
            return _parts.Length;
        }
    }

    public override bool Holds => _fit.Length > 0 && Array.TrueForAll(_fit, static fits => fits);

    /// <summary>A source for files whose schema is not known; null where it is better found out at once.</summary>
    /// <param name="files">The files.</param>
    /// <param name="question">The question for their schema.</param>
    /// <param name="rules">How lines become rows.</param>
    /// <param name="find">Finds the schema of all rows.</param>
    /// <param name="bytesMin">Bytes of files of which only samples are looked at.</param>
    /// <param name="sampleBytes">Bytes of a sample.</param>
    public static ProvisionalJson? Of(SourceFiles files, KnownFiles question, RowRules rules, Func<JsonSchema> find,
        long bytesMin = BytesMin, int sampleBytes = SampleBytes)
    {
        if (question.Bytes < bytesMin || question.Known<JsonSchema>() is not null)
        {
            return null;
        }

        using var found = new JsonInference();
        foreach (FilePart sample in SamplesOf(files.Paths, sampleBytes))
        {
            new PartLines(sample, found, CancellationToken.None).Read();
        }

        return found.HasCorrupt || found.Sampled.IndexOf(rules.CorruptColumn) >= 0 ? null
            : new ProvisionalJson(files, question, found.Sampled, found.Schema, rules, find);
    }

    public override FrameSource Settle() => new JsonSource(_files, _find().Under(_rules), _rules);

    public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation)
    {
        if (projection.Any(place => _sampled[place].Type != Schema[place].Type))
        {
            throw new InvalidDataException("What was null in all samples may be anything.");
        }

        FilePart part = _parts[partition];
        var held = new Schema(_sampled.Where((_, place) => !projection.Contains(place)));
        using var rows = new JsonRows(part, [.. projection.Select(place => Schema[place])], _rules, new Fitting(sink, this), held);
        try
        {
            new PartLines(part, rows, cancellation).Read();
        }
        catch
        {
            _isMisfit = true;
            throw;
        }

        _fit[partition] = !rows.WereEnough;
        if (Holds)
        {
            _question.Keep(new JsonSchema(Schema, HasCorrupt: false));
        }
    }

    public override string ToString() => $"json {_files}";

    /// <summary>Parts that lie evenly among all bytes; of a compressed file its beginning.</summary>
    private static IEnumerable<FilePart> SamplesOf(string[] files, int bytes)
    {
        long[] lengths = [.. files.Select(static file => new FileInfo(file).Length)];
        long all = lengths.Sum();
        int file = 0;
        long before = 0; // bytes of the files before
        FilePart last = default;
        for (int sample = 0; sample < Samples; sample++)
        {
            long at = all / Samples * sample;
            while (file < files.Length - 1 && at >= before + lengths[file])
            {
                before += lengths[file++];
            }

            long start = PackedFile.IsPacked(files[file]) ? 0 : at - before;
            var next = new FilePart(files[file], start, start + bytes);
            if (next != last)
            {
                yield return last = next;
            }
        }
    }

    /// <summary>Takes rows as long as all have fit, of other parts too.</summary>
    private sealed class Fitting(ColumnSink next, ProvisionalJson source) : ColumnSink
    {
        public override bool Push(ColumnBatch batch) => !source._isMisfit && next.Push(batch);
    }
}

using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Batches;

/// <summary>
/// Random jobs over random text: folded while it arrives, or kept for the batch, the answer is the plain recomputation's.
/// </summary>
public sealed class WordProgramTests
{
    private sealed record Job(string Name, Func<DStream<Utf8Slice>, DStream<string>> OnStream, Func<string[], IEnumerable<string>> OnList)
    {
        public override string ToString() => Name;
    }

    private static readonly (string Name, Func<DStream<Utf8Slice>, DStream<Utf8Slice>> OnStream, Func<string,
        IEnumerable<string>> OnLine)[] s_cuts = [
        ("lines", s => s, line => [line]),
        ("Words", s => s.Words(), Words),
        ("FlatMap Split", s => s.FlatMap(line => line.Split((byte)' ')), line => line.Split(' ')),
        ("FlatMap Words", s => s.FlatMap(line => line.Words()), Words),
        ("Filter Words", s => s.Filter(line => line.Length > 4).Words(), line => line.Length > 4 ? Words(line) : []),
        ("Map Substring", s => s.Map(line => line.Substring(line.Length / 2, line.Length - (line.Length / 2))),
            line => [line[(line.Length / 2)..]]),
        ("Trim", s => s.Map(line => line.Trim()), line => [line.Trim()]),
        ("Union", s => s.Words().Union(s.FlatMap(line => line.Split((byte)'a'))), line => Words(line).Concat(line.Split('a'))),
    ];

    private static readonly (string Name, Func<DStream<Utf8Slice>, DStream<string>> OnStream, Func<string[],
        IEnumerable<string>> OnList)[] s_ends = [
        ("records", s => s.Map(text => text.ToString()), l => l),
        ("CountByValue", s => s.CountByValue().Map(p => $"{p.Key} {p.Value}"), l => l.GroupBy(x => x).Select(g => $"{g.Key} {g.Count()}")),
        ("ReduceByKey", s => s.Map(w => KeyValuePair.Create(w, 1L)).ReduceByKey((a, b) => a + b).Map(p => $"{p.Key} {p.Value}"),
            l => l.GroupBy(x => x).Select(g => $"{g.Key} {g.Count()}")),
        ("SumByKey of lengths", s => s.Map(w => KeyValuePair.Create(w.Length, w.Length)).SumByKey().Map(p => $"{p.Key} {p.Value}"),
            l => l.GroupBy(x => x.Length).Select(g => $"{g.Key} {g.Sum(x => x.Length)}")),
        ("longest of a length", s => s.Map(w => KeyValuePair.Create(w.Length % 3, w)).ReduceByKey((a, b) => a.CompareTo(b) >= 0 ? a : b)
            .Map(p => $"{p.Key} {p.Value}"),
            l => l.GroupBy(x => x.Length % 3).Select(g => $"{g.Key} {g.MaxBy(x => x, StringComparer.Ordinal)}")),
        ("GroupByKey", s => s.Map(w => KeyValuePair.Create(w, w.Length)).GroupByKey().Map(p => $"{p.Key} {p.Value.Count}"),
            l => l.GroupBy(x => x).Select(g => $"{g.Key} {g.Count()}")),
        ("GroupByKey of texts", s => s.Map(w => KeyValuePair.Create(w.Length, w)).GroupByKey()
            .Map(p => $"{p.Key} {string.Concat(p.Value.Select(w => w.ToString()).Order(StringComparer.Ordinal))}"),
            l => l.GroupBy(x => x.Length).Select(g => $"{g.Key} {string.Concat(g.Order(StringComparer.Ordinal))}")),
        ("Distinct", s => s.Transform(b => b.Distinct()).Map(w => w.ToString()), l => l.Distinct()),
        ("Count", s => s.Count().Map(n => $"{n}"), l => [$"{l.Length}"]),
        ("Reduce", s => s.Reduce((a, b) => a.CompareTo(b) <= 0 ? a : b).Map(w => w.ToString()), l => l.Length == 0 ? []
            : [l.Min(StringComparer.Ordinal)!]),
        ("Join", s => s.Map(w => KeyValuePair.Create(w, 1)).ReduceByKey((a, b) => a + b).Join(s.Map(w => KeyValuePair.Create(w, w.Length)))
            .Map(p => $"{p.Key} {p.Value}"),
            l => l.Select(x => $"{x} ({l.Count(y => y == x)}, {x.Length})")),
        ("Repartition", s => s.Repartition(3).Map(w => w.ToString()), l => l),
        ("Cache", s => s.Cache().Map(w => w.ToString()), l => l),
    ];

    private static readonly Gen<Job> s_job =
        from cut in Gen.Elements(s_cuts)
        from end in Gen.Elements(s_ends)
        select new Job($"{cut.Name}, {end.Name}", s => end.OnStream(cut.OnStream(s)),
            lines => end.OnList([.. lines.SelectMany(cut.OnLine)]));

    [Property(MaxTest = 320)]
    public Property A_job_over_text_gives_what_a_plain_recomputation_gives()
    {
        Gen<(Job Job, string[][] Batches, int Partitions, string How)> cases =
            from job in s_job
            from batches in Cases.Arrays(Cases.Arrays(TextCases.LinesOfWords, 0, 25), 1, 3)
            from partitions in Gen.Elements(1, 2, 3, 8)
            from how in Gen.Elements("ahead", "Transform", "Remember", "Cache")
            select (job, batches, partitions, how);
        return Cases.ForAll(cases, x => Assert.Equal(Naive(x.Job, x.Batches), Run(x.Job, x.Batches, x.Partitions, x.How)));
    }

    private static List<string[]> Run(Job job, string[][] batches, int partitions, string how)
    {
        using var engine = new Engine(partitions);
        var receiver = new ScriptedText();
        if (how == "Remember")
        {
            engine.Context.Remember(TimeSpan.FromSeconds(2));
        }

        DStream<Utf8Slice> lines = engine.Context.ReceiverStream(receiver);
        List<List<string>> seen =
            Engine.Collect(job.OnStream(how == "Transform" ? lines.Transform(batch => batch) : how == "Cache" ? lines.Cache() : lines));
        engine.Context.Start();
        foreach (string[] batch in batches)
        {
            foreach (string[] piece in batch.Chunk(7))
            {
                receiver.Send(string.Concat(piece.Select(line => line + "\n"))); // several chunks, so that every lane has some
            }

            receiver.WaitUntilStored();
            engine.Tick();
        }

        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        return [.. seen.Select(batch => batch.Order(StringComparer.Ordinal).ToArray())];
    }

    private static List<string[]> Naive(Job job, string[][] batches) =>
        [.. batches.Select(batch => job.OnList(batch).Order(StringComparer.Ordinal).ToArray())];

    private static string[] Words(string line) => line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
}

using System.Text;
using HotStream.Tests.Io;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The code blocks of README.md about windows and state, word for word, and what they do.</summary>
public sealed class ReadmeWindowJobs
{
    private readonly StringWriter _printed = new();

    [Fact]
    public void The_windowed_count_of_the_readme_counts_the_words_of_the_last_30_seconds_every_10()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 1, with: options => options.Output = _printed);
        StreamingContext context = engine.Context;
        DStream<Utf8Slice> words = Words(engine, ["a b a", "a", .. Enumerable.Repeat("", 8), "c"]);
        string directory = folder.Root;

        // readme: windowed-count
        context.Checkpoint(directory);                                   // asked for by windows that subtract, and by state
        words.CountByValueAndWindow(length: TimeSpan.FromSeconds(30), slide: TimeSpan.FromSeconds(10))
             .Print();                                                   // every 10 s the counts of the last 30 s

        // end
        engine.Tick(9);
        Assert.Equal("", _printed.ToString());
        engine.Tick(31);
        Assert.Equal([["(a,3)", "(b,1)"], ["(a,3)", "(b,1)", "(c,1)"], ["(a,3)", "(b,1)", "(c,1)"], ["(c,1)"]], Printed());
    }

    [Fact]
    public void The_running_totals_of_the_readme_end_with_a_last_word_about_idle_keys()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 1, with: options => options.Output = _printed);
        DStream<Utf8Slice> words = Words(engine, ["a b", "a", "c"]);
        string directory = folder.Root;
        engine.Context.Checkpoint(directory);

        // readme: running-totals
        words.Map(word => KeyValuePair.Create(word, 1L))
             .MapWithState(StateSpec.Function((Utf8Slice word, Optional<long> one, State<long> total) =>
             {
                 long sum = total.GetOption().GetValueOrDefault(0) + one.GetValueOrDefault(0);
                 // the last call, without a value: the word did not come for 10 minutes
                 if (!total.IsTimingOut)
                 {
                     total.Update(sum);
                 }

                 return KeyValuePair.Create(word, sum);
             }).PromptTimeout(TimeSpan.FromMinutes(10)))
             .Print();                                                   // the words that came, and those that are forgotten now

        // end
        engine.Tick(700);
        Assert.Equal([["(a,1)", "(b,1)"], ["(a,2)"], ["(c,1)"], ["(b,1)"], ["(a,2)"], ["(c,1)"]], Printed()
            .Where(batch => batch.Length > 0));
    }

    [Fact]
    public void The_tuples_of_the_documents_are_counted_as_pairs()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 1, with: options => options.Output = _printed);
        DStream<Utf8Slice> words = Words(engine, ["a b a", "b"]);

        // readme: tuples-as-pairs
        words.Map(word => (word, 1))
             .ReduceByKey((a, b) => a + b)
             .Print();

        // end
        engine.Tick(2);
        Assert.Equal([["(a,2)", "(b,1)"], ["(b,1)"]], Printed());
    }

    [Fact]
    public void The_header_rows_of_the_documents_name_columns()
    {
        using var engine = new Engine(partitions: 1, with: options => options.Output = _printed, startMilliseconds: 1_000_000);
        StreamingContext context = engine.Context;
        using var folder = new Io.Folder();
        string directory = folder.Root;
        folder.Write("a.csv", "celsius,place,machine\n20,hall,m1\n30,hall,m1\n", 1_000_001);
        folder.Write("b.csv", "machine,celsius\nm2,7\n", 1_000_001);

        // readme: csv-header
        context.TextFileStream(directory)
               .ParseCsv(["machine", "celsius"], row => (row["machine"], row.GetDouble("celsius")), header: true)
               .AggregateByKey(Aggregates.Mean<double>())
               .Print();

        // end
        engine.Tick();
        Assert.Equal(["(m1,25)", "(m2,7)"], Printed()[0]);
    }

    [Fact]
    public void The_several_aggregations_of_the_readme_are_those_of_the_window()
    {
        using var folder = new Folder();
        using var engine = new Engine(partitions: 1, with: options => options.Output = _printed);
        DStream<KeyValuePair<Utf8Slice, long>> requests =
            engine.Queue<(string Path, long Time)>([("/a", 50), ("/a", 50), ("/b", 40)], [("/a", 60)])
            .Map(request => KeyValuePair.Create(Utf8Slice.FromInline(Encoding.UTF8.GetBytes(request.Path)), request.Time));

        // readme: several-aggregations
        requests.AggregateByKeyAndWindow(                                // pairs of path and milliseconds
            Aggregates.Count<long>().And(Aggregates.Mean<long>()).And(Aggregates.Max<long>())
                .Select(all => (Count: all.First, Mean: all.Second, Slowest: all.Third)),
            length: TimeSpan.FromMinutes(5),
            slide: TimeSpan.FromSeconds(1))
            .Print();                                                    // for example (/a,(3,20.5,32))

        // end
        engine.Tick(301);
        Assert.Equal("(/a,(2,50,50))|(/b,(1,40,40))", string.Join('|', Printed()[0]));
        Assert.Equal("(/a,(3,53.333333333333336,60))|(/b,(1,40,40))", string.Join('|', Printed()[1]));
        Assert.Equal("(/a,(1,60,60))", string.Join('|', Printed()[300]));
    }

    private static DStream<Utf8Slice> Words(Engine engine, IReadOnlyList<string> batches) => engine
        .Queue<string>(batches.Select(batch => batch.Split(' ', StringSplitOptions.RemoveEmptyEntries)))
        .Map(word => Utf8Slice.FromInline(Encoding.UTF8.GetBytes(word)));

    private string[][] Printed() =>
    [
        .. _printed.ToString().Split("Time: ").Skip(1)
            .Select(batch => batch.Split('\n').Where(line => line.StartsWith('(')).Order(StringComparer.Ordinal).ToArray())
    ];
}

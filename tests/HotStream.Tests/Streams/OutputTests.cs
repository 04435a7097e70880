using System.Globalization;

namespace HotStream.Tests.Streams;

public sealed class OutputTests
{
    private const string Rule = "-------------------------------------------\n";

    [Fact]
    public void Outputs_of_a_batch_run_one_after_another_in_the_order_they_were_added()
    {
        using var engine = new Engine();
        var order = new List<string>();
        DStream<int> stream = engine.Queue<int>([1], [2]);
        stream.ForeachBatch((_, time) => order.Add($"a{time.Milliseconds}"));
        stream.Map(x => x).ForeachBatch(async batch =>
        {
            await Task.Delay(5);
            order.Add($"b{batch.Time.Milliseconds}");
        });
        stream.ForeachBatch((_, time) => order.Add($"c{time.Milliseconds}"));
        engine.Tick(2);
        Assert.Equal(["a1000", "b1000", "c1000", "a2000", "b2000", "c2000"], order);
    }

    [Fact]
    public void Print_writes_Sparks_header_ten_records_and_dots_when_there_are_more()
    {
        Assert.Equal(
            Rule + "Time: 1000 ms\n" + Rule + "1\n2\n3\n\n"
            + Rule + "Time: 2000 ms\n" + Rule + "\n"
            + Rule + "Time: 3000 ms\n" + Rule + "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n\n"
            + Rule + "Time: 4000 ms\n" + Rule + "0\n1\n2\n3\n4\n5\n6\n7\n8\n9\n...\n\n",
            Printed<int>(stream => stream.Print(), [1, 2, 3], [], [.. Enumerable.Range(0, 10)], [.. Enumerable.Range(0, 11)]));
    }

    [Theory]
    [InlineData(0, "...\n\n")]
    [InlineData(1, "a\n...\n\n")]
    [InlineData(2, "a\nb\n\n")]
    public void Print_shows_as_many_as_asked(int count, string shown) =>
        Assert.Equal(Rule + "Time: 1000 ms\n" + Rule + shown, Printed<string>(stream => stream.Print(count), ["a", "b"]));

    [Fact]
    public void Print_writes_pairs_as_key_and_value_in_parentheses() => Assert.Equal(
        Rule + "Time: 1000 ms\n" + Rule + "(tea,2)\n(rice,1)\n\n",
        Printed<KeyValuePair<string, long>>(stream => stream.Print(), [[new("tea", 2), new("rice", 1)]]));

    [Fact]
    public void Print_computes_no_more_records_than_it_shows()
    {
        using var engine = new Engine(partitions: 1, with: options => options.Output = TextWriter.Null);
        int called = 0;
        engine.Queue<int>([.. Enumerable.Range(0, 100_000)]).Map(_ => called++).Print();
        engine.Tick();
        Assert.InRange(called, 11, 1024);
    }

    [Fact]
    public void A_negative_count_is_refused()
    {
        using var engine = new Engine();
        Assert.Throws<ArgumentOutOfRangeException>(() => engine.Queue<int>().Print(-1));
    }

    [Fact]
    public void ForeachPartition_sees_empty_partitions_too_and_every_record_once()
    {
        using var engine = new Engine(partitions: 4);
        var seen = new System.Collections.Concurrent.ConcurrentBag<(int Index, long Time, int[] Records)>();
        engine.Queue<int>([1, 2, 3]).ForeachPartition(part => seen.Add((part.Index, part.Time.Milliseconds, [.. part])));
        engine.Tick();
        Assert.Equal([0, 1, 2, 3], seen.Select(part => part.Index).Order());
        Assert.All(seen, part => Assert.Equal(1000, part.Time));
        Assert.Equal([1, 2, 3], seen.OrderBy(part => part.Index).SelectMany(part => part.Records));
    }

    [Theory]
    [InlineData(null, "null")]
    [InlineData("text", "text")]
    [InlineData(1.5, "1.5")]
    [InlineData(-3, "-3")]
    [InlineData(true, "True")]
    [InlineData(new[] { 1, 2 }, "[1, 2]")]
    public void A_record_prints_without_culture(object? record, string text)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = { NumberDecimalSeparator = ",", NegativeSign = "~" } };
        try
        {
            Assert.Equal(text, RecordText.Format(record));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Pairs_tuples_and_sequences_print_nested()
    {
        Assert.Equal("(1,a)", RecordText.Format((1, "a")));
        Assert.Equal("(1,(2,3))", RecordText.Format((1, (2, 3))));
        Assert.Equal("(key,7)", RecordText.Format(KeyValuePair.Create("key", 7)));
        Assert.Equal("(a, b,7)", RecordText.Format(KeyValuePair.Create("a, b", 7)));
        Assert.Equal("(7,a, b)", RecordText.Format(KeyValuePair.Create(7, "a, b")));
        Assert.Equal("(tea,(2,3))", RecordText.Format(KeyValuePair.Create("tea", (2, 3))));
        Assert.Equal("(tea,[1, 2])", RecordText.Format(KeyValuePair.Create<string, IReadOnlyList<int>>("tea", [1, 2])));
        Assert.Equal("((1,2),3)", RecordText.Format(KeyValuePair.Create((1, 2), 3)));
        Assert.Equal("(1.5,null)", RecordText.Format(KeyValuePair.Create<double, string?>(1.5, null)));
        Assert.Equal("[(a,1), (b,2)]", RecordText.Format(new[] { KeyValuePair.Create("a", 1), KeyValuePair.Create("b", 2) }));
        Assert.Equal("(word,2)", RecordText.Format(KeyValuePair.Create(Utf8Slice.FromInline("word"u8), 2L)));
        Assert.Equal("(k,(Some(1),None))", RecordText.Format(KeyValuePair.Create("k", (Optional<int>.Some(1), Optional<int>.None))));
    }

    private static string Printed<T>(Action<DStream<T>> print, params T[][] batches)
    {
        using var output = new StringWriter();
        using var engine = new Engine(partitions: 2, with: options => options.Output = output);
        print(engine.Queue<T>(batches));
        engine.Tick(batches.Length);
        return output.ToString();
    }
}

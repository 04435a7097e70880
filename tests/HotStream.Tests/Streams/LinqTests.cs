namespace HotStream.Tests.Streams;

/// <summary>LINQ's names on streams and batches, and batches as sequences.</summary>
public sealed class LinqTests
{
    [Fact]
    public void Query_syntax_makes_streams()
    {
        using var engine = new Engine();
        DStream<string> lines = engine.Queue<string>(["a bb", "", "ccc"]);
        DStream<string> words =
            from line in lines
            where line.Length > 0
            from word in line.Split(' ')
            select $"{line}:{word}";
        List<List<string>> seen = Engine.Collect(words);
        List<List<int>> lengths = Engine.Collect(lines.Where(line => line.Length > 0).SelectMany(line => line.Split(' '))
            .Select(word => word.Length));
        engine.Tick();
        Assert.Equal(["a bb:a", "a bb:bb", "ccc:ccc"], seen[0]);
        Assert.Equal([1, 2, 3], lengths[0]);
    }

    [Theory]
    [InlineData(RecordFailure.FailBatch)]
    [InlineData(RecordFailure.DeadLetter)]
    public void Query_syntax_splits_texts_in_place(RecordFailure onFailure)
    {
        using var engine = new Engine(with: options => options.OnRecordFailure = onFailure);
        DStream<Utf8Slice> lines = engine.Queue<int>([.. Enumerable.Range(1, 600)])
            .Map(number => Utf8Slice.FromInline(System.Text.Encoding.UTF8.GetBytes($"{number} x")));
        DStream<string> parts =
            from line in lines
            from part in line.Split(' ')
            where onFailure != RecordFailure.DeadLetter || line != "7 x" || part != "x" || Fails()
            select $"{line}={part}";
        DStream<string> combined = lines.SelectMany(line => line.Split(' '), (line, part) =>
            onFailure == RecordFailure.DeadLetter && line == "7 x" && part == "x" ? throw new InvalidDataException() : $"{line}={part}");
        List<List<string>> seen = Engine.Collect(parts);
        List<List<string>> direct = Engine.Collect(combined);
        engine.Tick();
        string[] all = [.. Enumerable.Range(1, 600).SelectMany(number => new[] { $"{number} x={number}", $"{number} x=x" })];
        Assert.Equal(onFailure == RecordFailure.DeadLetter ? [.. all.Where(text => text != "7 x=x")] : all, seen[0]);
        Assert.Equal(onFailure == RecordFailure.DeadLetter
            ? [.. all.Where(text => !text.StartsWith("7 x", StringComparison.Ordinal))] : all, direct[0]);

        static bool Fails() => throw new InvalidDataException();
    }

    [Fact]
    public void A_batch_is_a_sequence_and_keeps_its_own_verbs()
    {
        using var engine = new Engine();
        DStream<int> numbers = engine.Queue<int>([3, 1, 2]);
        var walked = new List<int>();
        int largest = 0;
        int even = 0;
        List<int> squares = [];
        numbers.ForeachBatch(batch =>
        {
            foreach (int number in batch)
            {
                walked.Add(number);
            }

            largest = batch.Max();
            even = batch.Count(number => number % 2 == 0);
            Batch<int> filtered = batch.Where(number => number > 1); // the batch's own, not LINQ's
            Batch<int> mapped = from number in filtered select number * number;
            squares = [.. mapped.OrderBy(square => square)];
        });
        engine.Tick();
        Assert.Equal([3, 1, 2], walked);
        Assert.Equal(3, largest);
        Assert.Equal(1, even);
        Assert.Equal([4, 9], squares);
    }

    [Fact]
    public void A_walk_after_the_batch_is_over_is_refused()
    {
        using var engine = new Engine();
        Batch<int>? escaped = null;
        engine.Queue<int>([1], [2]).ForeachBatch(batch => escaped ??= batch);
        engine.Tick(2);
        Assert.Throws<ObjectDisposedException>(() => escaped!.First());
    }

    [Fact]
    public void Null_is_refused_where_it_is_given()
    {
        using var engine = new Engine();
        DStream<Utf8Slice> lines = engine.Queue<Utf8Slice>([]);
        Assert.Throws<ArgumentNullException>(() => lines.SelectMany((Func<Utf8Slice, Utf8Split>)null!, (line, part) => part));
        Assert.Throws<ArgumentNullException>(() => lines.SelectMany(line => line.Words(), (Func<Utf8Slice, Utf8Slice, int>)null!));
        Assert.Throws<ArgumentNullException>(() => lines.SelectMany(line => new[] { 1 }, (Func<Utf8Slice, int, int>)null!));
        Assert.Throws<ArgumentNullException>(() => lines.Select((Func<Utf8Slice, int>)null!));
    }
}

using System.Text;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Memory;

public sealed class Utf8TextSplitTests
{
    [Theory]
    [InlineData("", ", ", new[] { "" })]
    [InlineData(", ", ", ", new[] { "", "" })]
    [InlineData("a, b,c, ", ", ", new[] { "a", "b,c", "" })]
    [InlineData("aaa", "aa", new[] { "", "a" })]
    [InlineData("1\u20AC2\u20AC", "\u20AC", new[] { "1", "2", "" })]
    [InlineData("one between two", " between ", new[] { "one", "two" })]
    [InlineData("one, far longer than a slice, two", ", far longer than a slice, ", new[] { "one", "two" })]
    public void Split_by_a_string_keeps_empty_parts(string text, string separator, string[] parts)
    {
        using var memory = new TextMemory();
        Assert.Equal(parts, memory.Add(text).Split(separator).ToStrings());
    }

    [Property(MaxTest = 300)]
    public Property Split_by_a_string_gives_what_splitting_a_string_gives() => Cases.ForAllLists(
        Cases.Arrays(Gen.Elements((byte)'a', (byte)'b', (byte)','), 0, 40), line =>
        {
            using var memory = new TextMemory();
            string text = Encoding.ASCII.GetString(line);
            foreach (string separator in (string[])["a", "ab", ",,", "aba", "a,b,a,b,a,b,a,b"])
            {
                Assert.Equal(text.Split(separator), memory.Add(line).Split(separator).ToStrings());
            }
        });

    [Fact]
    public void An_empty_separator_is_refused()
    {
        using var memory = new TextMemory();
        Utf8Slice text = memory.Add("text");
        Assert.Throws<ArgumentException>(() => text.Split(""));
        Assert.Throws<ArgumentNullException>(() => text.Split(null!));
        Assert.Empty(default(Utf8TextSplit).ToStrings());
    }

    [Fact]
    public void Walking_the_parts_allocates_nothing()
    {
        using var memory = new TextMemory();
        Utf8Slice line = memory.Add("no part, of this line, is copied, to the managed heap, and this is longer than a slice, at all");
        Count(line);
        long before = GC.GetAllocatedBytesForCurrentThread();
        int parts = Count(line);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(8, parts);

        static int Count(Utf8Slice line)
        {
            int parts = 0;
            foreach (Utf8Slice _ in line.Split(", "))
            {
                parts++;
            }

            foreach (Utf8Slice _ in line.Split(", and this is longer than a slice, "))
            {
                parts++;
            }

            return parts;
        }
    }

    [Theory]
    [InlineData(RecordFailure.FailBatch)]
    [InlineData(RecordFailure.DeadLetter)]
    public void A_stream_is_split_by_a_string(RecordFailure onFailure)
    {
        var letters = new List<DeadLetter>();
        using var engine = new Engine(with: options =>
        {
            options.OnRecordFailure = onFailure;
            options.DeadLetters = letter =>
            {
                lock (letters)
                {
                    letters.Add(letter);
                }
            };
        });
        using var memory = new TextMemory();
        Utf8Slice[] lines = [.. Enumerable.Range(0, 2_000).Select(number => memory.Add($"{number}--{number + 1}"))];
        DStream<Utf8Slice> input = engine.Queue<Utf8Slice>(lines);
        List<List<string>> parts = Engine.Collect(input
            .FlatMap(line => onFailure == RecordFailure.DeadLetter && line == "7--8" ? throw new InvalidDataException() : line.Split("--"))
            .Map(part => part.ToString()));
        List<List<string>> inBatches = Engine.Collect(input.Transform(batch => batch.FlatMap(line => line.Split("--")))
            .Map(part => part.ToString()));
        engine.Tick();
        string[] all = [.. Enumerable.Range(0, 2_000).SelectMany(number => new[] { $"{number}", $"{number + 1}" })];
        Assert.Equal(all, inBatches[0]);
        Assert.Equal(onFailure == RecordFailure.DeadLetter ? [.. all[..14], .. all[16..]] : all, parts[0]);
        Assert.Equal(onFailure == RecordFailure.DeadLetter ? 1 : 0, letters.Count);
    }
}

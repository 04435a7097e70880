using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.State;

/// <summary>
/// Keys that hold text in a field: copied with it wherever they are kept, at a low rate and at twenty thousand lines a batch.
/// </summary>
public sealed class KeysWithTextTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(3)]
    [InlineData(20_000)]
    public void A_struct_with_text_is_a_key_of_windows_and_of_state(int lines) =>
        Check(lines, (line, number) => new Key(line, number), key => $"{key.Text}/{key.Number}");

    [Theory]
    [InlineData(3)]
    [InlineData(20_000)]
    public void A_tuple_with_text_is_a_key_of_windows_and_of_state(int lines) =>
        Check(lines, (line, number) => (number, line), key => $"{key.line}/{key.number}");

    [Fact]
    public void A_key_that_refers_to_text_is_refused_when_the_graph_is_built()
    {
        using var engine = new Engine();
        DStream<KeyValuePair<Hiding, long>> pairs = engine.Context.ReceiverStream(new ScriptedText())
            .Map(line => KeyValuePair.Create(new Hiding(line), 1L));
        Assert.Contains("refer to a Utf8Slice", Assert.Throws<ArgumentException>(() => pairs.SumByKeyAndWindow(s_second)).Message,
            StringComparison.Ordinal);
        Assert.Contains("refer to a Utf8Slice", Assert.Throws<ArgumentException>(() => Counted(pairs)).Message, StringComparison.Ordinal);
        Assert.Contains("hold a Utf8Slice", Assert.Throws<ArgumentException>(() => pairs.Map(pair => KeyValuePair.Create(1, 1L))
            .MapWithState(StateSpec.Function((int key, Optional<long> one, State<Key> state) => 0))).Message, StringComparison.Ordinal);
    }

    private static void Check<TKey>(int lines, Func<Utf8Slice, int, TKey> make, Func<TKey, string> show)
        where TKey : notnull
    {
        using var engine = new Engine();
        engine.Checkpoint();
        var receiver = new ScriptedText();
        DStream<KeyValuePair<TKey, long>> pairs = engine.Context.ReceiverStream(receiver)
            .Map(line => KeyValuePair.Create(make(line, line.Length), 1L));
        var sums = new Dictionary<string, long>();
        var greatest = new Dictionary<string, long>();
        var states = new Dictionary<string, long>();
        pairs.SumByKeyAndWindow(3 * s_second, s_second).ForeachBatch(batch => Take(batch, sums));
        pairs.AggregateByKeyAndWindow(Aggregates.Max<long>(), 3 * s_second, s_second).ForeachBatch(batch => Take(batch, greatest));
        Counted(pairs).ForeachBatch(batch => batch.ToList().ForEach(pair => states[show(pair.Key)] = pair.Value));
        engine.Context.Start();
        for (int batch = 0; batch < 5; batch++)
        {
            receiver.Send(string.Concat(Enumerable.Range(0, lines).Select(i => $"a device with a long name {i % 100}\n")));
            receiver.WaitUntilStored();
            engine.Tick();
        }

        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        string first = $"a device with a long name 0/{"a device with a long name 0".Length}";
        long each = (lines + 99) / 100;
        Assert.Equal(Math.Min(lines, 100), sums.Count);
        Assert.Equal((3 * each, 1, 5 * each), (sums[first], greatest[first], states[first]));

        void Take(Batch<KeyValuePair<TKey, long>> batch, Dictionary<string, long> seen)
        {
            seen.Clear();
            batch.ToList().ForEach(pair => seen.Add(show(pair.Key), pair.Value));
        }
    }

    private static DStream<KeyValuePair<TKey, long>> Counted<TKey>(DStream<KeyValuePair<TKey, long>> pairs) => pairs.UpdateStateByKey(
        (IReadOnlyList<long> values, Optional<long> state) => new Optional<long>(true, state.GetValueOrDefault(0) + values.Sum()));

    private readonly record struct Key(Utf8Slice Text, int Number);

    private sealed record Hiding(Utf8Slice Text);
}

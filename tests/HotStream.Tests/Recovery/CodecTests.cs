using System.Text.Json.Serialization;

namespace HotStream.Tests.Recovery;

/// <summary>Values come back from a section as they were, whatever their type; a type that nobody knows is refused by name.</summary>
public sealed partial class CodecTests
{
    public enum Colour : short
    {
        Red = 1,
        Blue = -7,
    }

    public readonly record struct Reading(long Id, Utf8Slice Device, double Celsius, DateTime At, Colour Colour, string? Note);

    public sealed record Plant(string Name, int[] Machines);

    [JsonSerializable(typeof(Plant))]
    private sealed partial class CodecPlantJson : JsonSerializerContext;

    [Fact]
    public void Numbers_dates_and_enums_come_back()
    {
        Check(1L, long.MinValue, 0);
        Check(double.NaN, -0.0, double.Epsilon, 1e308);
        Check(1.5m, decimal.MinValue);
        Check(Colour.Red, Colour.Blue);
        Check(Guid.Empty, Guid.NewGuid());
        Check(DateTime.UnixEpoch, DateTime.MaxValue);
        Check(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(-3)));
        Check<long?>(null, 5);
        Check(('x', true), ('\u20ac', false));
    }

    [Fact]
    public void Text_comes_back()
    {
        Check("", "short", new string('x', 100_000), "\u20ac \U0001F600", "half a pair \ud800!", null!);
        using var arena = new Utf8Arena();
        CheckText(arena.Add("a text of more than twelve bytes"), arena.Add(""), arena.Add("twelve bytes"),
            arena.Add(new byte[] { 0xFF, 0x00, 0x80 }));
    }

    [Fact]
    public void Structs_with_text_in_their_fields_come_back()
    {
        using var arena = new Utf8Arena();
        Reading[] readings =
        [
            new(1, arena.Add("a device with a long name"), 20.5, DateTime.UnixEpoch, Colour.Blue, "a note"),
            new(-2, arena.Add("dev-1"), double.NaN, default, Colour.Red, null),
        ];
        using var texts = new Utf8Arena();
        Reading[] read = RoundTrip(readings, texts);
        Assert.Equal(readings.Select(Show), read.Select(Show));
        Check(("a", (1, "b")), (null!, (2, "")));
        Check(new KeyValuePair<string, (int, string)>("k", (1, "v")));

        static string Show(Reading reading) =>
            $"{reading.Id} {reading.Device} {reading.Celsius} {reading.At:O} {reading.Colour} {reading.Note ?? "none"}";
    }

    [Fact]
    public void Arrays_lists_and_shapes_around_them_come_back()
    {
        CheckBy<int[]>(array => array is null ? "null" : string.Join(',', array), [1, 2, 3], [], null!);
        CheckBy<List<string>>(list => list is null ? "null" : string.Join(',', list), ["a", "b"], [], null!);
        CheckBy<KeyValuePair<string, List<int>>>(pair => $"{pair.Key}={string.Join(',', pair.Value)}", new("a", [1, 2]), new("b", []));
        CheckBy<(int, string[], double)>(tuple => $"{tuple.Item1} {string.Join(',', tuple.Item2)} {tuple.Item3}",
            (1, ["x"], 0.5), (2, [], -1));
        CheckBy<Optional<int[]>>(value => value.HasValue ? string.Join(',', value.Value) : "none", new(true, [7]), default, new(true, []));
    }

    [Fact]
    public void States_of_the_engine_come_back()
    {
        DistinctCountState few = default;
        DistinctCountState many = default;
        for (int i = 0; i < 5000; i++)
        {
            many.Add(StableHash64.Of(i));
            few.Add(StableHash64.Of(i % 10));
        }

        Assert.True(many.IsDense && !few.IsDense);
        using var texts = new Utf8Arena();
        DistinctCountState[] read = RoundTrip([few, many, default], texts);
        Assert.Equal([few.Count, many.Count, 0], read.Select(state => state.Count));
        read[0].Add(StableHash64.Of(77));
        Assert.Equal(few.Count + 1, read[0].Count);
        var top = new TopKState<string>("b", 3);
        top.Add("c", 3, null);
        Assert.Equal(["c", "b"], RoundTrip([top], texts)[0].ToArray());
    }

    [Fact]
    public void A_type_of_yours_is_stored_by_its_codec()
    {
        var codecs = new CodecSet();
        codecs.Add(new JsonCodec<Plant>(CodecPlantJson.Default.Plant));
        using var texts = new Utf8Arena();
        List<Plant>[] read = RoundTrip<List<Plant>>([[new Plant("north", [1, 2]), new Plant("south", [])]], texts, codecs);
        Assert.Equal(["north 1,2", "south "], read[0].Select(plant => $"{plant.Name} {string.Join(',', plant.Machines)}"));
    }

    [Fact]
    public void A_type_that_nobody_knows_is_refused_by_name_with_the_line_to_add()
    {
        NotSupportedException failure = Assert.Throws<NotSupportedException>(() => new CodecSet().GrowingArray<Plant>("UpdateStateByKey"));
        Assert.Equal(
            "UpdateStateByKey keeps values of type Plant, and nothing says how to store them in a checkpoint. Add a codec before the "
            + "start: options.Codecs.Add(new JsonCodec<Plant>(...)), with what System.Text.Json's source generator "
            + "makes for it, or one derived "
            + "from Codec<Plant>.", failure.Message);
        Assert.Contains("because of its field Item2 of type Plant",
            Assert.Throws<NotSupportedException>(() => new CodecSet().GrowingArray<ValueTuple<int, Plant, int, int>>("x")).Message,
            StringComparison.Ordinal);
        Assert.Contains("values of type Plant,",
            Assert.Throws<NotSupportedException>(() => new CodecSet().GrowingArray<List<Plant>>("x")).Message,
            StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => new CodecSet().GrowingArray<nint>("x"));
        Assert.Throws<NotSupportedException>(() => new CodecSet().GrowingArray<(int, string)?>("x"));
    }

    [Fact]
    public void A_struct_that_was_changed_has_another_name()
    {
        Assert.Equal("ValueTuple<long, string>{Item1 long,Item2 string}", new CodecSet().GrowingArray<(long, string)>("x").Name);
        Assert.NotEqual(new CodecSet().GrowingArray<(long, int)>("x").Name, new CodecSet().GrowingArray<(int, long)>("x").Name);
    }

    private static void Check<T>(params T[] values) => CheckBy(value => value, values);

    private static void CheckBy<T>(Func<T, object?> show, params T[] values)
    {
        using var texts = new Utf8Arena();
        Assert.Equal(values.Select(show), RoundTrip(values, texts).Select(show));
    }

    private static void CheckText(params Utf8Slice[] values)
    {
        using var texts = new Utf8Arena();
        Assert.Equal(values.Select(value => value.ToArray()), RoundTrip(values, texts).Select(value => value.ToArray()));
    }

    private static T[] RoundTrip<T>(T[] values, Utf8Arena texts, CodecSet? codecs = null)
    {
        StoredColumn<T> column = (codecs ?? new CodecSet()).GrowingArray<T>("test");
        using var writer = new SnapshotWriter();
        column.Write(values, writer);
        writer.EndSection();
        var reader = new SnapshotReader(writer.Sections.Single());
        var read = new T[values.Length];
        column.Read(reader, read, texts);
        Assert.Equal(0, reader.Left);
        return read;
    }
}

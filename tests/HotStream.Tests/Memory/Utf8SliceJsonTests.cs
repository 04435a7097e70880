using System.Text.Json;
using System.Text.Json.Serialization;

namespace HotStream.Tests.Memory;

/// <summary>A slice in a record is a JSON string, by generated code.</summary>
public sealed partial class Utf8SliceJsonTests
{
    [Fact]
    public void A_slice_in_a_record_is_written_as_a_string()
    {
        using var memory = new TextMemory();
        var reading = new Reading(memory.Add("a device with a long \"name\""), 3, new() { [memory.Add("a place far away")] = 1 });
        Assert.Equal(
            """{"Device":"a device with a long \u0022name\u0022","Value":3,"Places":{"a place far away":1}}""",
            JsonSerializer.Serialize(reading, SliceJson.Default.Reading));
    }

    [Fact]
    public void Short_texts_are_read_and_longer_ones_refused_by_name()
    {
        Assert.Equal("größe", JsonSerializer.Deserialize("""{"Device":"gr\u00f6\u00dfe","Value":1,"Places":null}""",
            SliceJson.Default.Reading).Device.ToString());
        Assert.Contains(
            "use string", Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"Device":"thirteen byte","Value":1}""",
                SliceJson.Default.Reading)).Message, StringComparison.Ordinal);
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize("""{"Device":5}""", SliceJson.Default.Reading));
    }

    internal readonly record struct Reading(Utf8Slice Device, int Value, Dictionary<Utf8Slice, int> Places);

    [JsonSerializable(typeof(Reading))]
    internal sealed partial class SliceJson : JsonSerializerContext;
}

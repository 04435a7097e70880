using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace HotStream.Tests.Delivering;

/// <summary>One contract from a record to bytes: the usual encoders, shared by all partitions.</summary>
public sealed partial class RecordEncoderTests
{
    private static readonly RecordEncoder<Part> s_typed = RecordEncoders.Json(EncoderJson.Default.Part);

    private static readonly RecordEncoder<Part> s_written = RecordEncoders.Json<Part>((json, part) =>
    {
        json.WriteStartObject();
        json.WriteString("Name", part.Name);
        json.WriteNumber("Weight", part.Weight);
        json.WriteEndObject();
    });

    internal sealed record Part(string Name, double Weight);

    [Fact]
    public void Each_usual_encoder_appends_its_form()
    {
        var output = new ArrayBufferWriter<byte>();
        var part = new Part("Ü<1>", 1.5);
        s_typed.Encode(in part, output);
        s_written.Encode(in part, output);
        RecordEncoders.Text<(string, int)>().Encode(("a", 7), output);
        RecordEncoders.Text<Utf8Slice>().Encode(Utf8Slice.FromInline("\u00ff\n"u8), output);
        RecordEncoders.Slice<KeyValuePair<Utf8Slice, int>>(pair => pair.Key).Encode(new(Utf8Slice.FromInline("key"u8), 1), output);
        RecordEncoders.Bytes<int>((number, bytes) => bytes.Write([(byte)number])).Encode('!', output);
        Assert.Equal("""{"Name":"Ü<1>","Weight":1.5}{"Name":"Ü<1>","Weight":1.5}(a,7)"""
            + "\u00ff\nkey!", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void A_record_that_holds_its_bytes_gives_those_that_would_be_written()
    {
        Utf8Slice text = Utf8Slice.FromInline("payload"u8);
        Assert.True(RecordEncoders.Text<Utf8Slice>().TryGetSlice(in text, out Utf8Slice held));
        Assert.Equal(text, held);
        Assert.True(RecordEncoders.Slice<Utf8Slice>(slice => slice).TryGetSlice(in text, out held));
        Assert.Equal(text, held);
        Assert.False(RecordEncoders.Text<string>().TryGetSlice("text", out _));
        Assert.False(RecordEncoders.Bytes<Utf8Slice>((slice, bytes) => bytes.Write(slice.Bytes)).TryGetSlice(in text, out _));
    }

    [Fact]
    public void A_record_that_cannot_be_encoded_leaves_the_next_alone_and_is_described_whole()
    {
        var bad = new Part("bad", double.NaN);
        var good = new Part("good", 1);
        foreach (RecordEncoder<Part> encoder in (RecordEncoder<Part>[])[s_typed, s_written])
        {
            Assert.ThrowsAny<Exception>(() => encoder.Encode(in bad, new ArrayBufferWriter<byte>()));
            var output = new ArrayBufferWriter<byte>();
            encoder.Encode(in good, output);
            Assert.Equal("""{"Name":"good","Weight":1}""", Encoding.UTF8.GetString(output.WrittenSpan));
        }

        Assert.Equal("""{"Name":"bad","Weight":"NaN"}""", Encoding.UTF8.GetString(s_typed.Describe(in bad, default)));
        Assert.Equal("Part { Name = bad, Weight = NaN }", Encoding.UTF8.GetString(s_written.Describe(in bad, default)));
        Assert.Equal("half"u8.ToArray(), RecordEncoders.Text<Nameless>().Describe(new Nameless(), "half"u8));
    }

    [Fact]
    public void A_record_may_be_encoded_within_a_record()
    {
        RecordEncoder<Part> outer = RecordEncoders.Json<Part>((json, part) =>
        {
            var inner = new ArrayBufferWriter<byte>();
            s_written.Encode(in part, inner);
            json.WriteStartArray();
            json.WriteRawValue(inner.WrittenSpan);
            json.WriteEndArray();
        });
        var output = new ArrayBufferWriter<byte>();
        outer.Encode(new Part("a", 2), output);
        outer.Encode(new Part("b", 3), output);
        Assert.Equal("""[{"Name":"a","Weight":2}][{"Name":"b","Weight":3}]""", Encoding.UTF8.GetString(output.WrittenSpan));
    }

    [Fact]
    public void What_a_function_writes_is_validated_whatever_was_written_before()
    {
        s_typed.Encode(new Part("a", 1), new ArrayBufferWriter<byte>());
        RecordEncoder<int> wrong = RecordEncoders.Json<int>((json, _) => json.WriteEndObject());
        Assert.Throws<InvalidOperationException>(() => wrong.Encode(1, new ArrayBufferWriter<byte>()));
    }

    [Fact]
    public void What_was_written_to_is_let_go_of()
    {
        WeakReference[] outputs = [EncodeOnce(s_typed), EncodeOnce(s_written)];
        GC.Collect();
        Assert.DoesNotContain(outputs, output => output.IsAlive);

        [MethodImpl(MethodImplOptions.NoInlining)]
        static WeakReference EncodeOnce(RecordEncoder<Part> encoder)
        {
            var output = new ArrayBufferWriter<byte>();
            encoder.Encode(new Part("a", 1), output);
            return new WeakReference(output);
        }
    }

    [Fact]
    public void A_record_whose_property_throws_is_described_by_its_text() =>
        Assert.Equal("broken"u8.ToArray(), RecordEncoders.Json(EncoderJson.Default.Broken).Describe(new Broken(), "half"u8));

    [Fact]
    public void An_encoder_of_nothing_is_refused_at_once()
    {
        Assert.Throws<ArgumentNullException>("slice", () => RecordEncoders.Slice<int>(null!));
        Assert.Throws<ArgumentNullException>("json", () => RecordEncoders.Json((JsonTypeInfo<int>)null!));
        Assert.Throws<ArgumentNullException>("write", () => RecordEncoders.Json((Action<Utf8JsonWriter, int>)null!));
        Assert.Throws<ArgumentNullException>("write", () => RecordEncoders.Bytes<int>(null!));
    }

    [Fact]
    public void Encoding_allocates_nothing()
    {
        var output = new ArrayBufferWriter<byte>(1 << 20);
        var part = new Part("a", 1.5);
        RecordEncoder<Utf8Slice> text = RecordEncoders.Text<Utf8Slice>();
        Utf8Slice slice = Utf8Slice.FromInline("text"u8);
        void EncodeAll()
        {
            s_typed.Encode(in part, output);
            s_written.Encode(in part, output);
            text.Encode(in slice, output);
        }

        EncodeAll();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            EncodeAll();
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void One_encoder_serves_many_threads()
    {
        string expected = string.Concat(Enumerable.Repeat("""{"Name":"a","Weight":1}""", 200));
        string[] written = new string[4];
        Parallel.For(0, written.Length, i =>
        {
            var output = new ArrayBufferWriter<byte>();
            var part = new Part("a", 1);
            for (int n = 0; n < 100; n++)
            {
                s_typed.Encode(in part, output);
                s_written.Encode(in part, output);
            }

            written[i] = Encoding.UTF8.GetString(output.WrittenSpan);
        });
        Assert.All(written, text => Assert.Equal(expected, text));
    }

    private sealed class Nameless;

    internal sealed class Broken
    {
        public string Name => throw new InvalidOperationException($"no name, {ToString()}");

        public override string ToString() => "broken";
    }

    [JsonSerializable(typeof(Part))]
    [JsonSerializable(typeof(Broken))]
    private sealed partial class EncoderJson : JsonSerializerContext;
}

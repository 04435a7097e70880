using System.Buffers;
using HotStream.Testing;
using MemoryPack;

namespace HotStream.Tests.Recovery;

/// <summary>Values stored by MemoryPack come back, over a restart and a change of their type; else the error is in words.</summary>
public sealed partial class MemoryPackCodecTests
{
    [MemoryPackable]
    public sealed partial record Reading(long Id, string? Device, double[] Values, Dictionary<string, int> Counts, DateTimeOffset At);

    [MemoryPackable]
    public sealed partial record Before(long Id, string Device);

    /// <summary>A member more at the end.</summary>
    [MemoryPackable]
    public sealed partial record After(long Id, string Device, int Retries = 7);

    /// <summary>A member of another type.</summary>
    [MemoryPackable]
    public sealed partial record Other(string Id, string Device);

    [MemoryPackable(GenerateType.VersionTolerant)]
    public sealed partial class Tolerant
    {
        [MemoryPackOrder(0)]
        public long Id { get; set; }

        [MemoryPackOrder(1)]
        public string? Device { get; set; }
    }

    /// <summary>A member less, and one more.</summary>
    [MemoryPackable(GenerateType.VersionTolerant)]
    public sealed partial class TolerantLater
    {
        [MemoryPackOrder(1)]
        public string? Device { get; set; }

        [MemoryPackOrder(2)]
        public int Retries { get; set; } = 7;
    }

    [MemoryPackable]
    public readonly partial record struct Total(string? Name, long Sum);

    public sealed record Unmarked(int Value);

    private static readonly Reading s_reading =
        new(5, "dev é \U0001F600", [1.5, double.NaN], new() { ["a"] = 1, [""] = -1 }, DateTimeOffset.UnixEpoch.AddDays(1));

    [Fact]
    public void Values_come_back()
    {
        var codec = new MemoryPackCodec<Reading>();
        Reading read = codec.Read(Write(codec, s_reading));
        Assert.Equal((s_reading.Id, s_reading.Device, s_reading.At), (read.Id, read.Device, read.At));
        Assert.Equal(s_reading.Values, read.Values);
        Assert.Equal(s_reading.Counts, read.Counts);
        Assert.Null(codec.Read(Write(codec, null!)));
        Assert.Equal(new Total(null, 5), new MemoryPackCodec<Total>().Read(Write(new MemoryPackCodec<Total>(), new Total(null, 5))));
        Assert.Equal(["memorypack", "memorypack 2"], [codec.Form, new MemoryPackCodec<Reading>("memorypack 2").Form]);
    }

    [Fact]
    public void Members_may_be_added_at_the_end_and_come_and_go_where_the_type_says_so()
    {
        Assert.Equal(3, MemberSums.Of(typeof(Before)).Length);
        After after = new MemoryPackCodec<After>().Read(Write(new MemoryPackCodec<Before>(), new Before(1, "d")));
        Assert.Equal((1, "d"), (after.Id, after.Device));
        TolerantLater later = new MemoryPackCodec<TolerantLater>().Read(
            Write(new MemoryPackCodec<Tolerant>(), new Tolerant { Id = 3, Device = "d" }));
        Assert.Equal("d", later.Device);
        Tolerant back = new MemoryPackCodec<Tolerant>().Read(
            Write(new MemoryPackCodec<TolerantLater>(), new TolerantLater { Device = "e", Retries = 9 }));
        Assert.Equal((0, "e"), (back.Id, back.Device));
    }

    [Fact]
    public void A_change_that_cannot_be_bridged_is_an_error_with_type_and_cure()
    {
        byte[] stored = Write(new MemoryPackCodec<After>(), new After(1, "d"));
        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => new MemoryPackCodec<Before>().Read(stored));
        Assert.Contains("MemoryPackCodecTests+Before", failure.Message, StringComparison.Ordinal);
        Assert.Contains("GenerateType.VersionTolerant", failure.Message, StringComparison.Ordinal);
        Assert.Contains("another form", failure.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => new MemoryPackCodec<Other>().Read(stored));
        Assert.Throws<InvalidDataException>(() => new MemoryPackCodec<List<string>>().Read(stored));
    }

    [Fact]
    public void Damaged_bytes_are_an_error_in_words_and_never_get_to_MemoryPack()
    {
        var codec = new MemoryPackCodec<Reading>();
        byte[] stored = Write(codec, s_reading);
        for (int length = 0; length < stored.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => codec.Read(stored.AsSpan(0, length)));
        }

        Assert.Throws<InvalidDataException>(() => codec.Read([.. stored, 0]));
        for (int bit = 0; bit < stored.Length * 8; bit++)
        {
            byte[] damaged = [.. stored];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Throws<InvalidDataException>(() => codec.Read(damaged)); // MemoryPack itself reads beyond its bytes for some of these
        }
    }

    [Fact]
    public void A_type_that_MemoryPack_does_not_know_is_refused_with_what_to_add()
    {
        NotSupportedException failure = Assert.Throws<NotSupportedException>(() => new MemoryPackCodec<Unmarked>());
        Assert.Contains("Unmarked", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Mark the type [MemoryPackable]", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void State_is_the_same_wherever_the_program_is_killed()
    {
        var source = new ReplayableSource<int>([1, 2], [3], [4, 5], [6]);
        CrashReport report = Crash.Everywhere(
            context => source.Open(context).Map(record => KeyValuePair.Create(record % 2, record)).UpdateStateByKey(
                (IReadOnlyList<int> now, Optional<Reading> before) => Optional<Reading>.Some(before.GetValueOrDefault(s_reading) is var old
                    ? old with { Id = old.Id + now.Sum(), Counts = new(old.Counts) { [$"{now.Count}"] = now.Count } } : old))
                .Map(pair => $"{pair.Key}: {pair.Value.Id} {pair.Value.Device} {string.Join(',', pair.Value.Counts.Keys.Order(StringComparer.Ordinal))}"),
            new CrashOptions { Batches = 4, With = options => options.Codecs.Add(new MemoryPackCodec<Reading>()) });
        Assert.Contains(CrashMoment.InCheckpointFile, report.Moments);
        Assert.StartsWith("0: 17 ", report.Outputs[new BatchTime(4000)][0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_restart_over_a_changed_type_says_what_is_wrong()
    {
        Codec<Before> codec = new MemoryPackCodec<Before>();
        var source = new ReplayableSource<int>([1], [2], [3], [4]);
        using var run = CrashRun.Of(context => source.Open(context).Map(record => KeyValuePair.Create(0, record)).UpdateStateByKey(
            (IReadOnlyList<int> now, Optional<Before> old) => Optional<Before>.Some(new(now.Sum(), "d"))),
            new CrashOptions { With = options => options.Codecs.Add(codec) });
        run.Live(4, graceful: true);
        codec = new Changed();
        Exception failure = Assert.ThrowsAny<Exception>(() => run.Live(1));
        Assert.Contains("cannot be read: its sum is another one", failure.ToString(), StringComparison.Ordinal);
    }

    private static byte[] Write<T>(Codec<T> codec, T value)
    {
        var output = new ArrayBufferWriter<byte>();
        codec.Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The same form over bytes of a type with a member of another kind: what a change of the type looks like.</summary>
    private sealed class Changed : Codec<Before>
    {
        private readonly MemoryPackCodec<Other> _other = new();

        public override string Form => _other.Form;

        public override void Write(Before value, IBufferWriter<byte> output) => _other.Write(new Other("", ""), output);

        public override Before Read(ReadOnlySpan<byte> stored) => new(_other.Read(stored).Id.Length, "");
    }
}

using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace HotStream.Tests.House;

/// <summary>
/// Counters that two threads write stay on cache lines of their own, whatever the runtime makes of the fields around them.
/// </summary>
public sealed class LayoutTests
{
    private const int Distance = 128; // processors fetch lines in pairs

    private sealed record Place(string Name, long Start, long Size)
    {
        public long End => Start + Size;

        public long DistanceTo(Place other) => Start >= other.End ? Start - other.End : other.Start - End;
    }

    [Fact]
    public void A_ring_counter_has_a_line_pair_before_and_behind_it()
    {
        Place[] fields = FieldsOf(typeof(RingSequence), new RingSequence());
        Assert.Equal(["Value", "CachedOther"], fields.Select(field => field.Name));
        Assert.All(fields, field =>
        {
            Assert.True(field.Start >= Distance);
            Assert.True(Unsafe.SizeOf<RingSequence>()
                - field.End >= Distance, $"{field.Name} ends {Unsafe.SizeOf<RingSequence>() - field.End} bytes before the end.");
        });
    }

    [Fact]
    public void The_counters_of_a_ring_are_far_from_each_other_and_from_all_other_fields()
    {
        using var numbers = new SpscRing<long, YieldWaiting>(4);
        AssertCountersApart(numbers);
        using var texts = new SpscRing<string, ParkWaiting>(4);
        AssertCountersApart(texts);
    }

    [Fact]
    public void A_text_is_sixteen_bytes() => Assert.Equal(16, Unsafe.SizeOf<Utf8Slice>());

    private static void AssertCountersApart(object ring)
    {
        Place[] fields = FieldsOf(ring.GetType(), ring);
        Place[] sequence = FieldsOf(typeof(RingSequence), new RingSequence());
        Place[] Inside(string name) => [.. sequence.Select(part =>
            new Place($"{name}.{part.Name}", fields.Single(field => field.Name == name).Start + part.Start, part.Size))];

        Place[] published = Inside("_published");
        Place[] consumed = Inside("_consumed");
        Place[] others = [.. fields.Where(field => field.Name is not ("_published" or "_consumed")), new Place("method table", -8, 8)];
        Assert.Equal(4, others.Length);
        AssertApart(published, consumed);
        AssertApart(published, others);
        AssertApart(consumed, others);
        Assert.Equal(new Place("_published.Value", published[0].Start, 8), published[0]);
    }

    private static void AssertApart(Place[] counters, Place[] others)
    {
        foreach ((Place counter, Place other) in counters.SelectMany(counter => others.Select(other => (counter, other))))
        {
            Assert.True(counter.DistanceTo(other) >= Distance,
                $"{counter.Name} and {other.Name} are {counter.DistanceTo(other)} bytes apart.");
        }
    }

    // Places of the fields of an object, counted from the first byte behind its method table.
    private static Place[] FieldsOf(Type type, object instance) =>
    [
        .. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Select(field => new Place(field.Name, OffsetOf(type, field, instance), SizeOf(field.FieldType)))
            .OrderBy(place => place.Start)
    ];

    private delegate nint OffsetIn(object instance, ref byte start);

    private static long OffsetOf(Type type, FieldInfo field, object instance)
    {
        var method =
            new DynamicMethod("OffsetOf", typeof(nint), [typeof(object), typeof(byte).MakeByRefType()], type.Module, skipVisibility: true);
        ILGenerator code = method.GetILGenerator();
        code.Emit(OpCodes.Ldarg_1);
        code.Emit(OpCodes.Ldarg_0);
        code.Emit(type.IsValueType ? OpCodes.Unbox : OpCodes.Castclass, type);
        code.Emit(OpCodes.Ldflda, field);
        code.Emit(OpCodes.Call, typeof(Unsafe).GetMethods().Single(m => m.Name == nameof(Unsafe.ByteOffset))
            .MakeGenericMethod(typeof(byte)));
        code.Emit(OpCodes.Ret);
        return method.CreateDelegate<OffsetIn>()(instance, ref Unsafe.As<Bytes>(instance).First);
    }

    private static int SizeOf(Type type) =>
        (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;

    private sealed class Bytes
    {
        public byte First;
    }
}

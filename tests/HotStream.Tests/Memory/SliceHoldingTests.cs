namespace HotStream.Tests.Memory;

/// <summary>One rule of what may hold a slice, by the fields of a type, and what follows from it.</summary>
public sealed class SliceHoldingTests
{
    public static TheoryData<Type, int> Types => new()
    {
        { typeof(int), (int)SliceHolding.None },
        { typeof(string), (int)SliceHolding.None },
        { typeof(DateTimeOffset), (int)SliceHolding.None },
        { typeof((int, string)), (int)SliceHolding.None },
        { typeof(KeyValuePair<string, decimal>), (int)SliceHolding.None },
        { typeof(Plain), (int)SliceHolding.None },
        { typeof(byte[]), (int)SliceHolding.None },
        { typeof(Sealed), (int)SliceHolding.None },
        { typeof(Node), (int)SliceHolding.None },
        { typeof(int?), (int)SliceHolding.None },
        { typeof(Utf8Slice), (int)SliceHolding.InPlace },
        { typeof((Utf8Slice, int)), (int)SliceHolding.InPlace },
        { typeof(Key), (int)SliceHolding.InPlace },
        { typeof(KeyValuePair<int, Key>), (int)SliceHolding.InPlace },
        { typeof(object), (int)SliceHolding.Unknown },
        { typeof(Open), (int)SliceHolding.Unknown },
        { typeof(IReadOnlyList<int>), (int)SliceHolding.Unknown },
        { typeof((int, object)), (int)SliceHolding.Unknown },
        { typeof(Utf8Slice?), (int)SliceHolding.Referenced },
        { typeof(Utf8Slice[]), (int)SliceHolding.Referenced },
        { typeof(List<Utf8Slice>), (int)SliceHolding.Referenced },
        { typeof(IReadOnlyList<Key>), (int)SliceHolding.Referenced },
        { typeof(Hiding), (int)SliceHolding.Referenced },
        { typeof((int, Hiding)), (int)SliceHolding.Referenced },
        { typeof((Key, Key[])), (int)SliceHolding.Referenced },
        { typeof(Pointers), (int)SliceHolding.None },
        { typeof((DayOfWeek, int?)), (int)SliceHolding.None },
        { typeof(Eight), (int)SliceHolding.Referenced },
    };

    [Theory]
    [MemberData(nameof(Types))]
    public void What_a_type_holds_follows_from_its_fields(Type type, int holding) =>
        Assert.Equal((SliceHolding)holding, SliceHoldings.Of(type));

    [Fact]
    public void A_value_that_is_owned_outlives_its_batch_in_every_field()
    {
        using var arena = new Utf8Arena();
        Nested nested;
        (string, Utf8Slice) mixed;
        using (var batch = new TextMemory())
        {
            nested = SliceFields<Nested>.Own(new Nested(7, new Key(batch.Add("the first of three texts"), 1),
                (batch.Add("the second, a longer text"), "x", batch.Add("short"))), arena);
            mixed = SliceFields<(string, Utf8Slice)>.Own(("beside", batch.Add("a text beside a reference")), arena);
        }

        Assert.Equal((7, "the first of three texts", 1), (nested.Number, nested.Key.Text.ToString(), nested.Key.Number));
        Assert.Equal(("the second, a longer text", "x", "short"),
            (nested.Rest.Item1.ToString(), nested.Rest.Item2, nested.Rest.Item3.ToString()));
        Assert.Equal(("beside", "a text beside a reference"), (mixed.Item1, mixed.Item2.ToString()));
    }

    [Fact]
    public void A_slice_alone_is_owned_too_and_what_cannot_be_taken_apart_is_left_as_it_is()
    {
        using var arena = new Utf8Arena();
        Utf8Slice owned;
        using (var batch = new TextMemory())
        {
            owned = SliceFields<Utf8Slice>.Own(batch.Add("a text that lies in the slab"), arena);
        }

        Assert.Equal("a text that lies in the slab", owned.ToString());
        Assert.Null(SliceFields<Utf8Slice?>.Own(null, arena));
        Assert.Equal((7, "x"), SliceFields<(int, string)>.Own((7, "x"), arena));
    }

    [Theory]
    [InlineData(typeof(decimal), (int)SliceHolding.None)]
    [InlineData(typeof(Guid), (int)SliceHolding.None)]
    [InlineData(typeof(TimeSpan), (int)SliceHolding.None)]
    [InlineData(typeof(DateTime), (int)SliceHolding.None)]
    [InlineData(typeof(DateTimeOffset), (int)SliceHolding.None)]
    [InlineData(typeof(BatchTime), (int)SliceHolding.None)]
    [InlineData(typeof(Optional<int>), (int)SliceHolding.None)]
    [InlineData(typeof((int, string)), (int)SliceHolding.None)]
    [InlineData(typeof(KeyValuePair<int, string>), (int)SliceHolding.None)]
    [InlineData(typeof(Plain), (int)SliceHolding.Unknown)]
    [InlineData(typeof(List<int>), (int)SliceHolding.Unknown)]
    [InlineData(typeof(StreamingContext), (int)SliceHolding.Unknown)]
    [InlineData(typeof(Tuple<int>), (int)SliceHolding.Unknown)]
    [InlineData(typeof((int, object)), (int)SliceHolding.Unknown)]
    [InlineData(typeof(Optional<object>), (int)SliceHolding.Unknown)]
    [InlineData(typeof(ArraySegment<int>), (int)SliceHolding.Unknown)]
    [InlineData(typeof(KeyValuePair<int, Utf8Slice>), (int)SliceHolding.Referenced)]
    [InlineData(typeof((int, Utf8Slice)), (int)SliceHolding.Referenced)]
    [InlineData(typeof(List<Utf8Slice>), (int)SliceHolding.Referenced)]
    public void Compiled_ahead_of_time_a_type_is_known_by_name_or_perhaps(Type type, int holding)
    {
        System.Reflection.MethodInfo ofNames =
            typeof(SliceHoldings).GetMethod("OfNames", System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!;
        // reached without dynamic code only, which a test always has
        Assert.Equal((SliceHolding)holding, ofNames.Invoke(null, [type, new HashSet<Type>()]));
    }

    internal readonly unsafe struct Pointers(int* number, delegate*<void> function)
    {
        public readonly int* Number = number;
        public readonly delegate*<void> Function = function;
    }

    internal readonly record struct Plain(int Number, string Text);

    internal readonly record struct Key(Utf8Slice Text, int Number);

    internal readonly record struct Nested(byte Number, Key Key, (Utf8Slice, string, Utf8Slice) Rest);

    internal sealed record Sealed(int Number);

    internal sealed record Node(int Number, Node? Next);

    public record Open(int Number);

    internal sealed record Hiding(Utf8Slice Text);

    [System.Runtime.CompilerServices.InlineArray(8)]
    internal struct Eight
    {
        private Utf8Slice _first;
    }
}

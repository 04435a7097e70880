using System.Globalization;
using System.Text.Json;

namespace HotStream.Conformance;

/// <summary>What a <see cref="Value"/> is.</summary>
internal enum ValueKind : byte
{
    Null,
    Bool,
    Long,
    Double,
    String,
    List,
}

/// <summary>
/// A value of a corpus: null, truth, whole number, number, text or list. Equal when kind and content are; fit to be a key.
/// </summary>
internal readonly struct Value : IEquatable<Value>, IComparable<Value>
{
    private readonly long _bits;
    private readonly object? _reference;

    private Value(ValueKind kind, long bits, object? reference, bool isGroup = false)
    {
        Kind = kind;
        _bits = bits;
        _reference = reference;
        IsGroup = isGroup;
    }

    public static Value Null => default;

    public ValueKind Kind { get; }

    /// <summary>Whether the engine promises no order for this list: group values, an array of a partition.</summary>
    public bool IsGroup { get; }

    public bool IsNumber => Kind is ValueKind.Long or ValueKind.Double;

    public long AsLong => Kind == ValueKind.Long ? _bits : throw Wrong("a whole number");

    public double AsDouble => Kind switch
    {
        ValueKind.Double => BitConverter.Int64BitsToDouble(_bits),
        ValueKind.Long => _bits,
        _ => throw Wrong("a number"),
    };

    public string AsString => _reference as string ?? throw Wrong("a text");

    public IReadOnlyList<Value> AsList => _reference as Value[] ?? throw Wrong("a list");

    /// <summary>The value as a pair: a list of two.</summary>
    public KeyValuePair<Value, Value> AsPair => _reference is Value[] { Length: 2 } pair ? new(pair[0], pair[1]) : throw Wrong("a pair");

    public static bool operator ==(Value left, Value right) => left.Equals(right);

    public static bool operator !=(Value left, Value right) => !left.Equals(right);

    public static Value Of(bool value) => new(ValueKind.Bool, value ? 1 : 0, null);

    public static Value Of(long value) => new(ValueKind.Long, value, null);

    public static Value Of(double value) => new(ValueKind.Double, BitConverter.DoubleToInt64Bits(value), null);

    public static Value Of(string value) => new(ValueKind.String, 0, value);

    public static Value Of(KeyValuePair<Value, Value> pair) => Pair(pair.Key, pair.Value);

    public static Value Of(Optional<Value> value) => value.GetValueOrDefault(Null);

    public static Value Pair(Value key, Value value) => List([key, value]);

    public static Value List(Value[] items) => new(ValueKind.List, 0, items);

    /// <summary>A list without a promised order.</summary>
    public static Value Group(IEnumerable<Value> items) => new(ValueKind.List, 0, items.ToArray(), isGroup: true);

    public static Value Parse(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Null => Null,
        JsonValueKind.True => Of(true),
        JsonValueKind.False => Of(false),
        JsonValueKind.String => Of(json.GetString()!),
        JsonValueKind.Number => json.TryGetInt64(out long whole) && !json.GetRawText().Contains('.') ? Of(whole) : Of(json.GetDouble()),
        JsonValueKind.Array => List([.. json.EnumerateArray().Select(Parse)]),
        _ => throw new CorpusException($"a value cannot be {json.ValueKind}: {json.GetRawText()}"),
    };

    public bool Equals(Value other) => Kind == other.Kind && Kind switch
    {
        ValueKind.String => AsString == other.AsString,
        ValueKind.List => AsList.SequenceEqual(other.AsList),
        ValueKind.Double => AsDouble.Equals(other.AsDouble),
        _ => _bits == other._bits,
    };

    public override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <summary>The same in every process, so that a run deals keys to partitions as the run before did.</summary>
    public override int GetHashCode()
    {
        switch (Kind)
        {
            case ValueKind.String:
                return (int)StableHash.Of(AsString);
            case ValueKind.List:
                return AsList.Aggregate(17, static (hash, item) => unchecked((hash * 31) + item.GetHashCode()));
            default:
                return (int)StableHash.Of(_bits ^ ((long)Kind << 60));
        }
    }

    /// <summary>Numbers by size, texts by character, lists item by item; different kinds in the order of <see cref="ValueKind"/>.</summary>
    public int CompareTo(Value other)
    {
        if (Kind == ValueKind.Long && other.Kind == ValueKind.Long)
        {
            return _bits.CompareTo(other._bits);
        }

        if (IsNumber && other.IsNumber)
        {
            return AsDouble.CompareTo(other.AsDouble);
        }

        return Kind != other.Kind
            ? Kind.CompareTo(other.Kind)
            : Kind switch
            {
                ValueKind.String => string.CompareOrdinal(AsString, other.AsString),
                ValueKind.List => Compare(AsList, other.AsList),
                _ => _bits.CompareTo(other._bits),
            };
    }

    /// <summary>As JSON writes it.</summary>
    public override string ToString() => Kind switch
    {
        ValueKind.Null => "null",
        ValueKind.Bool => _bits != 0 ? "true" : "false",
        ValueKind.Long => _bits.ToString(CultureInfo.InvariantCulture),
        ValueKind.Double => Show(AsDouble.ToString("R", CultureInfo.InvariantCulture)),
        ValueKind.String => $"\"{AsString}\"",
        _ => Show(AsList),
    };

    public static string Show(IEnumerable<Value> values) => $"[{string.Join(", ", values)}]";

    // A number stays recognisable as one that need not be whole.
    private static string Show(string number) => number.All(c => c == '-' || char.IsAsciiDigit(c)) ? $"{number}.0" : number;

    private static int Compare(IReadOnlyList<Value> left, IReadOnlyList<Value> right)
    {
        for (int i = 0; i < Math.Min(left.Count, right.Count); i++)
        {
            int order = left[i].CompareTo(right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Count.CompareTo(right.Count);
    }

    private ArgumentException Wrong(string wanted) => new($"{this} is not {wanted}");
}

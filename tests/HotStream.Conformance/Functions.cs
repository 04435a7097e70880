
namespace HotStream.Conformance;

/// <summary>The named functions of the format. A name that is not here is an error of the corpus, found when the case is built.</summary>
internal static class Functions
{
    public static Func<Value, Value> Map(FunctionName function) => TryMap(function) ?? throw Unknown("map", function);

    public static Func<Value, Value>? TryMap(FunctionName function) => function.Name switch
    {
        "id" => x => x,
        "str" => x => Value.Of(Text(x)),
        "len" => x => Value.Of(x.Kind == ValueKind.List ? x.AsList.Count : Length(x.AsString)),
        "upper" => x => Value.Of(x.AsString.ToUpperInvariant()),
        "reverse" => x => Value.Of(string.Concat(Characters(x.AsString).Reverse())),
        "square" => x => Arithmetic.Multiply(x, x),
        "neg" => Arithmetic.Negate,
        "add" => With(function.Number, Arithmetic.Add),
        "mul" => With(function.Number, Arithmetic.Multiply),
        "mod" => With(function.Number, Arithmetic.Modulo),
        "pair1" => x => Value.Pair(x, Value.Of(1)),
        "pair_self" => x => Value.Pair(x, x),
        "pair_const" => With(Value.Of(function.Text), Value.Pair),
        "key_len" => x => Value.Pair(Value.Of(Length(x.AsString)), x),
        "len_pair1" => x => Value.Pair(Value.Of(Length(x.AsString)), Value.Of(1)),
        "key_mod" => With(function.Number, (x, n) => Value.Pair(Arithmetic.Modulo(x, n), x)),
        "swap" => x => Value.Pair(x.AsPair.Value, x.AsPair.Key),
        "key" => x => x.AsPair.Key,
        "value" => x => x.AsPair.Value,
        "sorted_values" => x => Value.Pair(x.AsPair.Key, Value.List([.. x.AsPair.Value.AsList.Order()])),
        _ => null,
    };

    public static Func<Value, IEnumerable<Value>> FlatMap(FunctionName function)
    {
        switch (function.Name)
        {
            case "split_space":
                return x => x.AsString.Split(' ').Select(Value.Of);
            case "x_and_double":
                return x => [x, Arithmetic.Add(x, x)];
            case "x_and_plus":
                Value n = function.Number;
                return x => [x, Arithmetic.Add(x, n)];
            case "range":
                return x => LongRange(x.AsLong);
            case "chars":
                return x => Characters(x.AsString).Select(Value.Of);
            case "repeat":
                int times = (int)function.Number.AsLong;
                return x => Enumerable.Repeat(x, times);
            case "none":
                return _ => [];
            default:
                throw Unknown("flatMap", function);
        }
    }

    public static Func<Value, bool> Filter(FunctionName function)
    {
        switch (function.Name)
        {
            case "even":
                return x => x.AsLong % 2 == 0;
            case "odd":
                return x => x.AsLong % 2 != 0;
            case "gt":
                return Above(function.Number);
            case "lt":
                double limit = function.Number.AsDouble;
                return x => x.AsDouble < limit;
            case "nonempty":
                return x => x.Kind == ValueKind.List ? x.AsList.Count > 0 : x.AsString.Length > 0;
            case "contains":
                string text = function.Text;
                return x => x.AsString.Contains(text, StringComparison.Ordinal);
            case "true":
                return _ => true;
            case "false":
                return _ => false;
            case "value_ne0":
                return x => x.AsPair.Value.AsDouble != 0;
            case "value_gt":
                Func<Value, bool> above = Above(function.Number);
                return x => above(x.AsPair.Value);
            default:
                throw Unknown("filter", function);
        }
    }

    public static Func<Value, Value, Value> Reduce(FunctionName function) => function.Name switch
    {
        "add" => Arithmetic.Add,
        "sub" => Arithmetic.Subtract,
        "mul" => Arithmetic.Multiply,
        "max" => Arithmetic.Max,
        "min" => Arithmetic.Min,
        "xor" => (a, b) => Value.Of(a.AsLong ^ b.AsLong),
        _ => throw Unknown("reduce", function),
    };

    /// <summary>A function of a whole partition.</summary>
    public static Func<IReadOnlyList<Value>, IEnumerable<Value>> MapPartitions(FunctionName function) => function.Name switch
    {
        "sum" => items => [items.Aggregate(Value.Of(0), Arithmetic.Add)],
        "count" => items => [Value.Of(items.Count)],
        _ => throw Unknown("mapPartitions", function),
    };

    public static CorpusException Unknown(string what, FunctionName function) => new($"unknown {what} function {function.Name}");

    private static Func<Value, Value> With(Value second, Func<Value, Value, Value> function) => x => function(x, second);

    private static Func<Value, bool> Above(Value limit) => x => x.AsDouble > limit.AsDouble;

    private static string Text(Value x) => x.Kind == ValueKind.String ? x.AsString : x.ToString();

    // Characters are Unicode code points, as in the language the corpus was made with; not UTF-16 units.
    private static int Length(string text) => text.EnumerateRunes().Count();

    private static IEnumerable<string> Characters(string text) => [.. text.EnumerateRunes().Select(rune => rune.ToString())];

    private static IEnumerable<Value> LongRange(long count)
    {
        for (long i = 0; i < count; i++)
        {
            yield return Value.Of(i);
        }
    }
}

using F = HotStream.Functions;

namespace HotStream.Conformance;

/// <summary>Steps over the rows of each batch as a frame: what a structured query without state gives.</summary>
internal sealed class FrameCaseRunner : ICaseRunner
{
    public IReadOnlyList<Output> Run(Case @case, RunSettings settings)
    {
        using var session = new Session("conformance");
        Value[][] batches = [.. Enumerable.Range(0, @case.Input.Count).Select(batch => Case.Items(@case.Input, batch))];
        DataType type = batches.SelectMany(batch => batch).Select(TypeOf).Aggregate(DataType.Null, Wider);
        var schema = new Schema(new StructField("value", type == DataType.Null ? DataType.Long : type));
        return [.. batches.Select((batch, at) =>
        {
            DataFrame frame = session.CreateDataFrame(schema, batch.Select(item => new[] { ToObject(item) }));
            DataFrame result = @case.Steps.Aggregate(frame, Apply);
            return new Output(at + 1, [.. result.Collect().Select(ToValue)]);
        })];
    }

    private static DataFrame Apply(DataFrame frame, Step step)
    {
        Column value = frame["value"];
        return step.Operator switch
        {
            "explode_split" => frame.Select(F.Explode(F.Split(value, step.Fields.String("sep"))).As("value")),
            "explode" => frame.Select(F.Explode(value).As("value")),
            "explode_outer" => frame.Select(F.ExplodeOuter(value).As("value")),
            "posexplode" => frame.Select(F.PosExplode(value).As("pos", "value")),
            "where" => frame.Where(Expression(value, step.Function)),
            "select" => frame.Select(Expression(value, step.Function).As("value")),
            string other => throw new CorpusException($"operator {other} over frames is not known"),
        };
    }

    private static Column Expression(Column value, FunctionName function) => function.Name switch
    {
        "gt" => value > F.Lit(ToObject(function.Number)),
        "lt" => value < F.Lit(ToObject(function.Number)),
        "eq" => value == F.Lit(ToObject(function.Number)),
        "mul" => value * F.Lit(ToObject(function.Number)),
        "add" => value + F.Lit(ToObject(function.Number)),
        string other => throw new CorpusException($"function {other} over frames is not known"),
    };

    private static DataType TypeOf(Value value) => value.Kind switch
    {
        ValueKind.Bool => DataType.Boolean,
        ValueKind.Long => DataType.Long,
        ValueKind.Double => DataType.Double,
        ValueKind.String => DataType.String,
        ValueKind.List => DataType.Array(value.AsList.Select(TypeOf).Aggregate(DataType.Null, Wider)),
        _ => DataType.Null,
    };

    private static DataType Wider(DataType left, DataType right) => (left, right) switch
    {
        _ when left == right || right == DataType.Null => left,
        _ when left == DataType.Null => right,
        (ArrayType a, ArrayType b) => DataType.Array(Wider(a.Element, b.Element)),
        _ when left == DataType.Long && right == DataType.Double => right,
        _ when left == DataType.Double && right == DataType.Long => left,
        _ => throw new CorpusException($"a column cannot hold {left} and {right}"),
    };

    private static object? ToObject(Value value) => value.Kind switch
    {
        ValueKind.Null => null,
        ValueKind.Bool => value == Value.Of(true),
        ValueKind.Long => value.AsLong,
        ValueKind.Double => value.AsDouble,
        ValueKind.String => value.AsString,
        _ => value.AsList.Select(ToObject).ToArray(),
    };

    private static Value ToValue(Row row) => row.Count == 1 ? ToValue(row[0]) : Value.List([.. row.Select(ToValue)]);

    private static Value ToValue(object? value) => value switch
    {
        null => Value.Null,
        bool truth => Value.Of(truth),
        int whole => Value.Of((long)whole),
        long whole => Value.Of(whole),
        double number => Value.Of(number),
        string text => Value.Of(text),
        object?[] list => Value.List([.. list.Select(ToValue)]),
        _ => throw new CorpusException($"a {value.GetType().Name} is no value of a corpus"),
    };
}

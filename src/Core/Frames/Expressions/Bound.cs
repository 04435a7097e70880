namespace HotStream;

/// <summary>
/// An expression whose names and types are settled. Two with the same <see cref="Key"/> compute the same, which is how a repeated part is
/// computed once and how SELECT finds what GROUP BY named.
/// </summary>
internal abstract class Bound(DataType type, string key, string text, IReadOnlyList<Bound> inputs)
{
    public DataType Type { get; } = type;

    /// <summary>What it computes, columns by their numbers.</summary>
    public string Key { get; } = key;

    /// <summary>The name it has when it is given none.</summary>
    public string Text { get; } = text;

    public IReadOnlyList<Bound> Inputs { get; } = inputs;

    public override string ToString() => Text;

    /// <summary>The same over other inputs.</summary>
    public abstract Bound With(IReadOnlyList<Bound> inputs);

    /// <summary>Replaces parts from the top: where <paramref name="replace"/> answers, that is taken as it is.</summary>
    public Bound Rewrite(Func<Bound, Bound?> replace)
    {
        if (replace(this) is { } replaced)
        {
            return replaced;
        }

        Bound[] rewritten = [.. Inputs.Select(input => input.Rewrite(replace))];
        return rewritten.AsSpan().SequenceEqual([.. Inputs], ReferenceEqualityComparer.Instance) ? this : With(rewritten);
    }

    /// <summary>This and all its parts.</summary>
    public IEnumerable<Bound> All() => Inputs.SelectMany(input => input.All()).Prepend(this);

    /// <summary>The columns it reads.</summary>
    public IEnumerable<PlanColumn> Columns() => All().OfType<BoundColumn>().Select(bound => bound.Column);
}

/// <summary>A column of the plan below.</summary>
internal sealed class BoundColumn(PlanColumn column) : Bound(column.Type, $"#{column.Id}", column.Name, [])
{
    public PlanColumn Column { get; } = column;

    public override Bound With(IReadOnlyList<Bound> inputs) => this;
}

/// <summary>A value.</summary>
internal sealed class BoundLiteral(object? value, DataType type)
    : Bound(type, $"{type.Name}'{ExpressionText.Literal(value).Replace("'", "''", StringComparison.Ordinal)}'",
        ExpressionText.Literal(value), [])
{
    public object? Value { get; } = value;

    public override Bound With(IReadOnlyList<Bound> inputs) => this;
}

/// <summary>A function of other expressions.</summary>
internal sealed class BoundCall(string name, IReadOnlyList<Bound> inputs, DataType type, NullRule nulls, Func<Kernel> kernel,
    string? text = null)
    : Bound(type, $"{name}:{type.Name}({string.Join(',', inputs.Select(input => input.Key))})",
        text ?? ExpressionText.Call(name, false, [.. inputs.Select(input => input.Text)]), inputs)
{
    public string Name { get; } = name;

    public NullRule Nulls { get; } = nulls;

    /// <summary>Makes a kernel, one for each program.</summary>
    public Func<Kernel> Kernel { get; } = kernel;

    /// <summary>Whether the same inputs always give the same; such calls of values are computed once.</summary>
    public bool IsStable { get; init; } = true;

    public override Bound With(IReadOnlyList<Bound> inputs) =>
        new BoundCall(Name, inputs, Type, Nulls, Kernel, Text) { IsStable = IsStable };
}

/// <summary>A function that gives several rows for one: explode and its kin.</summary>
internal sealed class BoundGenerator(Bound input, bool isOuter, bool hasPosition)
    : Bound(input.Type, $"generate({input.Key},{isOuter},{hasPosition})", $"explode({input.Text})", [input])
{
    public bool IsOuter { get; } = isOuter;

    public bool HasPosition { get; } = hasPosition;

    public override Bound With(IReadOnlyList<Bound> inputs) => new BoundGenerator(inputs[0], IsOuter, HasPosition);
}

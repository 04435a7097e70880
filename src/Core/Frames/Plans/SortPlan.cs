namespace HotStream;

/// <summary>One key of an order.</summary>
internal sealed record SortKey(Bound Expression, bool IsDescending, bool NullsFirst)
{
    public override string ToString() => $"{Expression.Text} {(IsDescending ? "DESC" : "ASC")} NULLS {(NullsFirst ? "FIRST" : "LAST")}";
}

/// <summary>The rows in an order; of equal ones the earlier comes first. With a limit only the first so many.</summary>
internal sealed class SortPlan(Plan input, IReadOnlyList<SortKey> keys, long limit = long.MaxValue) : Plan(input.Output, input)
{
    public IReadOnlyList<SortKey> Keys { get; } = keys;

    public long Limit { get; } = limit;

    public override Plan With(IReadOnlyList<Plan> inputs) => new SortPlan(inputs[0], Keys, Limit);

    public override string ToString() => $"{(Limit == long.MaxValue ? "Sort" : $"TopK {Limit}")} [{string.Join(", ", Keys)}]";
}

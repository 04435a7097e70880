namespace HotStream;

/// <summary>A limit over a sort keeps the first rows only while sorting, also with a projection between.</summary>
internal sealed class TopRows : IRule
{
    public Plan Apply(Plan plan) => plan.FromBottom(node => node switch
    {
        LimitPlan { Inputs: [SortPlan sort] } limit when Needed(limit) < sort.Limit =>
            limit.With([new SortPlan(sort.Inputs[0], sort.Keys, Needed(limit))]),
        LimitPlan { Inputs: [ProjectPlan { Inputs: [SortPlan sort] } project] } limit when Needed(limit) < sort.Limit =>
            limit.With([project.With([new SortPlan(sort.Inputs[0], sort.Keys, Needed(limit))])]),
        _ => node,
    });

    private static long Needed(LimitPlan limit) =>
        limit.Count > long.MaxValue - limit.Skipped ? long.MaxValue : limit.Count + limit.Skipped;
}

namespace HotStream;

/// <summary>Improves a plan by rules, one after the other, until none changes anything. No rule changes what comes out.</summary>
internal static class Optimizer
{
    private const int MostRounds = 10;

    /// <summary>The rules in the order in which they are applied.</summary>
    public static IReadOnlyList<IRule> Rules { get; } =
        [new FoldConstants(), new PushFilters(), new MergeProjects(), new TopRows(), new PruneColumns(), new PushConditions()];

    public static Plan Improve(Plan plan) => Improve(plan, Rules);

    public static Plan Improve(Plan plan, IEnumerable<IRule> rules)
    {
        for (int round = 0; round < MostRounds; round++)
        {
            Plan before = plan;
            foreach (IRule rule in rules)
            {
                plan = rule.Apply(plan);
            }

            if (ReferenceEquals(before, plan))
            {
                break;
            }
        }

        return plan;
    }
}

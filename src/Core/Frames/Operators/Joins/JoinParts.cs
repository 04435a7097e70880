namespace HotStream;

/// <summary>A join's condition taken apart: pairs of keys that must be equal, and the rest.</summary>
internal sealed class JoinParts
{
    public JoinParts(Bound? condition, IReadOnlyList<PlanColumn> probe, IReadOnlyList<PlanColumn> build, IReadOnlyList<PlanColumn> output)
    {
        ProbeColumns = probe;
        BuildColumns = build;
        Output = output;
        Pairs = [.. probe, .. build];
        var ofProbe = probe.Select(column => column.Id).ToHashSet();
        var ofBuild = build.Select(column => column.Id).ToHashSet();
        bool Reads(Bound part, HashSet<long> side) => part.Columns().Any() && part.Columns().All(column => side.Contains(column.Id));
        foreach (Bound part in Conjunction.Split(condition))
        {
            bool areNullsEqual = part is BoundCall { Name: "<=>" };
            if (part is BoundCall { Name: "=" or "<=>" } equal && Reads(equal.Inputs[0], ofProbe) && Reads(equal.Inputs[1], ofBuild))
            {
                Keys.Add((equal.Inputs[0], equal.Inputs[1], areNullsEqual));
            }
            else if (part is BoundCall { Name: "=" or "<=>" } other && Reads(other.Inputs[1], ofProbe) && Reads(other.Inputs[0], ofBuild))
            {
                Keys.Add((other.Inputs[1], other.Inputs[0], areNullsEqual));
            }
            else
            {
                Rest.Add(part);
            }
        }
    }

    public IReadOnlyList<PlanColumn> ProbeColumns { get; }

    public IReadOnlyList<PlanColumn> BuildColumns { get; }

    /// <summary>The columns of both sides.</summary>
    public IReadOnlyList<PlanColumn> Pairs { get; }

    /// <summary>The columns of the join's rows, of either side.</summary>
    public IReadOnlyList<PlanColumn> Output { get; }

    /// <summary>Expressions that must be equal; where nulls are not equal to each other, a row with one fits no other.</summary>
    public List<(Bound Probe, Bound Build, bool AreNullsEqual)> Keys { get; } = [];

    public List<Bound> Rest { get; } = [];

    /// <summary>The side whose rows come by.</summary>
    public KeyedSide ProbeSide => new(ProbeColumns, [.. Keys.Select(key => key.Probe)], [.. Keys.Select(key => key.AreNullsEqual)], false);

    /// <summary>The side that is kept. Its rows are given with partners only.</summary>
    public KeyedSide BuildSide => new(BuildColumns, [.. Keys.Select(key => key.Build)], [.. Keys.Select(key => key.AreNullsEqual)], true);

    /// <summary>Of each output column its place among the pairs' columns.</summary>
    public int[] Order() => [.. Output.Select(column => PlaceOf(column.Id))];

    /// <summary>The places of pairs' columns that the output or the rest of the condition asks for, ascending.</summary>
    public int[] Needed() =>
        [.. Order().Concat(Rest.SelectMany(part => part.Columns()).Select(column => PlaceOf(column.Id))).Distinct().Order()];

    private int PlaceOf(long id)
    {
        int place = 0;
        while (Pairs[place].Id != id)
        {
            place++;
        }

        return place;
    }
}

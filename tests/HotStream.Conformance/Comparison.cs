namespace HotStream.Conformance;

/// <summary>
/// Whether what came out is what was expected. Records compare as bags unless order matters; numbers to 1e-6. A pair is never a bag: only
/// lists for which the engine promises no order (<see cref="Value.IsGroup"/>) are, and only where the case says so.
/// </summary>
/// <param name="ordered">Whether the records of a batch have an order.</param>
/// <param name="innerBag">Whether groups inside records are bags.</param>
internal sealed class Comparison(bool ordered, bool innerBag)
{
    private const double Tolerance = 1e-6;

    /// <summary>The first difference between outputs and expectation, or null.</summary>
    public Difference? Find(Case @case, IReadOnlyList<Output> outputs)
    {
        for (int i = 0; i < Math.Max(outputs.Count, @case.Fires.Count); i++)
        {
            string? expected = i < @case.Fires.Count ? Show(@case.Fires[i], Case.Items(@case.Expected!, i)) : null;
            string? got = i < outputs.Count ? Show(outputs[i].Batch, outputs[i].Records) : null;
            if (expected is null || got is null || outputs[i].Batch != @case.Fires[i]
                || !Same(Case.Items(@case.Expected!, i), outputs[i].Records))
            {
                return new Difference(expected ?? $"no more after {i} outputs", got ?? $"no more after {i} outputs");
            }

            if (outputs[i].PartitionsPromised is { } promised && promised != outputs[i].Partitions)
            {
                return new Difference($"batch {outputs[i].Batch}: {promised} partitions", $"{outputs[i].Partitions}");
            }
        }

        return null;
    }

    /// <summary>Whether two batches hold the same records.</summary>
    public bool Same(IReadOnlyList<Value> expected, IReadOnlyList<Value> got) => ordered ? SameList(expected, got) : SameBag(expected, got);

    private bool SameList(IReadOnlyList<Value> expected, IReadOnlyList<Value> got) =>
        expected.Count == got.Count && expected.Zip(got).All(pair => SameValue(pair.First, pair.Second));

    private bool SameBag(IReadOnlyList<Value> expected, IReadOnlyList<Value> got)
    {
        if (expected.Count != got.Count)
        {
            return false;
        }

        // What is equal to the last bit goes first, so that a large batch needs no search.
        Dictionary<Value, int> open = expected.GroupBy(value => value).ToDictionary(group => group.Key, group => group.Count());
        var rest = new List<Value>();
        foreach (Value value in got)
        {
            if (open.GetValueOrDefault(value) > 0)
            {
                open[value]--;
            }
            else
            {
                rest.Add(value);
            }
        }

        List<Value> wanted = [.. open.SelectMany(pair => Enumerable.Repeat(pair.Key, pair.Value))];
        return rest.TrueForAll(value =>
        {
            int partner = wanted.FindIndex(candidate => SameValue(candidate, value));
            if (partner >= 0)
            {
                wanted.RemoveAt(partner);
            }

            return partner >= 0;
        });
    }

    private bool SameValue(Value expected, Value got)
    {
        if (expected.Kind == ValueKind.List && got.Kind == ValueKind.List)
        {
            return innerBag && got.IsGroup ? SameBag(expected.AsList, got.AsList) : SameList(expected.AsList, got.AsList);
        }

        bool isFloat = expected.IsNumber && got.IsNumber && (expected.Kind == ValueKind.Double || got.Kind == ValueKind.Double);
        return isFloat ? Math.Abs(expected.AsDouble - got.AsDouble) <= Tolerance : expected.Equals(got);
    }

    private static string Show(long batch, IEnumerable<Value> records) => $"batch {batch}: {Value.Show(records)}";
}

using System.Runtime.InteropServices;

namespace HotStream.Bench;

/// <summary>
/// The same join by LINQ, and by a dictionary of chains written by hand: values and next indexes in arrays, no list per key.
/// </summary>
internal static class OtherJoins
{
    public static JobOutcome Linq(JoinRows rows) => Repeat(rows, sum =>
    {
        foreach (var (left, right) in rows.Left.Join(rows.Right, l => l.Key, r => r.Key, (l, r) => (l.Value, r.Value)))
            sum.Add(left, right);
    });

    public static JobOutcome Dictionary(JoinRows rows) => Repeat(rows, sum =>
    {
        var heads = new Dictionary<string, int>();
        var next = new int[rows.Left.Length];
        for (var row = 0; row < rows.Left.Length; row++)
        {
            ref var head = ref CollectionsMarshal.GetValueRefOrAddDefault(heads, rows.Left[row].Key, out _);
            next[row] = head;
            head = row + 1;
        }

        foreach (var (key, value) in rows.Right)
        {
            if (!heads.TryGetValue(key, out var row))
                continue;
            for (; row != 0; row = next[row - 1])
                sum.Add(rows.Left[row - 1].Value, value);
        }
    });

    private static JobOutcome Repeat(JoinRows rows, Action<JoinSum> join)
    {
        var sum = new JoinSum();
        for (var batch = 0; batch < JoinRows.Batches; batch++)
        {
            sum = new JoinSum();
            join(sum);
        }

        return new JobOutcome(rows.Count, () => sum.Answer(rows.Count));
    }
}

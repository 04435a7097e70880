namespace HotStream.Bench;

/// <summary>
/// Count, sum, minimum and maximum by key through the public <see cref="GroupTable{TKey,TState}"/>, grown from empty as in a stream.
/// </summary>
internal static class EngineAggregate
{
    public static JobOutcome Run(LongRows rows)
    {
        var table = new GroupTable<long, Statistics>();
        table.Accumulate(rows.Keys, rows.Values.AsSpan(0, rows.Count), default(StatisticsAggregate));
        return new JobOutcome(rows.Count, () => Answer(table, AnswerHash.OfLong)) { Owned = table };
    }

    public static JobOutcome Run(Utf8Slice[] keys, StringRows rows)
    {
        var table = new GroupTable<Utf8Slice, Statistics>();
        table.Accumulate(keys, rows.Values.AsSpan(0, rows.Count), default(StatisticsAggregate));
        return new JobOutcome(rows.Count, () => Answer(table, key => AnswerHash.OfBytes(key.Bytes))) { Owned = table };
    }

    /// <summary>The rows' keys as slices: what a text input hands to the table.</summary>
    public static Utf8Slice[] Slices(StringRows rows)
    {
        var slices = new Utf8Slice[rows.Count];
        for (var row = 0; row < slices.Length; row++)
            slices[row] = Utf8Slice.FromInline(rows.Key(row));
        return slices;
    }

    private static JobAnswer Answer<TKey>(GroupTable<TKey, Statistics> table, Func<TKey, ulong> hashOf)
    {
        var answer = default(JobAnswer);
        for (var group = 0; group < table.Count; group++)
        {
            Statistics s = table.States[group];
            answer = answer.WithGroup(hashOf(table.Keys[group]), new KeyState { Count = s.Count, Sum = s.Sum, Min = s.Min, Max = s.Max });
        }

        return answer;
    }
}

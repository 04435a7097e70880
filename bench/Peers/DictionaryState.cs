using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace HotStream.Bench;

/// <summary>
/// The running total over a .NET dictionary, in the best loop there is: one lookup a record, the total changed in place, results into one
/// list that is reused. Nothing can be undone, nothing times out. Keys are shared instances, so equality is
/// mostly by reference: the easy case.
/// </summary>
internal static class DictionaryState
{
    public static JobOutcome Run(StateBatches input)
    {
        var totals = new Dictionary<string, long>(input.Names.Length);
        for (var key = 0; key < input.Names.Length; key++)
            totals[input.Names[key]] = StateBatches.Initial(key);
        var mapped = new List<KeyValuePair<string, long>>();
        long read = 0;
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in input.Strings)
        {
            mapped.Clear();
            foreach (var (key, value) in batch)
            {
                ref var total = ref CollectionsMarshal.GetValueRefOrAddDefault(totals, key, out _);
                total += value;
                mapped.Add(new(key, total));
            }

            read += mapped.Count;
        }

        var elapsed = Stopwatch.GetElapsedTime(started);
        return new JobOutcome(read, () => Answer(totals) with { Total = read }) { Elapsed = elapsed };
    }

    private static JobAnswer Answer(Dictionary<string, long> totals)
    {
        var answer = default(JobAnswer);
        foreach (var (key, total) in totals)
            answer = answer.WithWord(Encoding.UTF8.GetBytes(key), total);
        return answer;
    }
}

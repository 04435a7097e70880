namespace HotStream.Testing;

/// <summary>What came out of a run, to be compared with what comes out of one life.</summary>
internal sealed class CrashOutputs
{
    private readonly IReadOnlyList<BatchTime> _changed = [];

    public CrashOutputs(RecordingSink<string> output, bool inOrder)
    {
        Batches = new SortedDictionary<BatchTime, IReadOnlyList<string>>(
            output.Batches.ToDictionary(batch => batch.Key, batch => Sort(batch.Value, inOrder)));
        _changed = output.Changed;
    }

    public CrashOutputs(IEnumerable<string> stored, bool inOrder) =>
        Batches = new Dictionary<BatchTime, IReadOnlyList<string>> { [default] = Sort(stored, inOrder) };

    public IReadOnlyDictionary<BatchTime, IReadOnlyList<string>> Batches { get; }

    public void ThrowIfNot(CrashOutputs expected, string what)
    {
        foreach (BatchTime time in expected.Batches.Keys.Union(Batches.Keys).Order())
        {
            string name = time == default ? "the target" : $"the batch of {time}";
            string[] one = [.. expected.Batches.GetValueOrDefault(time) ?? ["no batch at all"]];
            string[] now = [.. Batches.GetValueOrDefault(time) ?? ["no batch at all"]];
            if (!one.SequenceEqual(now))
            {
                throw new BrokenLawException($"{what}, {name} is another one than in one life.\n"
                    + $"  in one life: {Text(one)}\n  now:         {Text(now)}");
            }
        }

        if (_changed is [var changed, ..])
        {
            throw new BrokenLawException($"{what}, the batch of {changed} gave something else when it came again.");
        }
    }

    private static IReadOnlyList<string> Sort(IEnumerable<string> records, bool inOrder) =>
        inOrder ? [.. records] : [.. records.Order(StringComparer.Ordinal)];

    private static string Text(string[] records) => records.Length == 0 ? "nothing"
        : string.Join(", ", records.Take(20)) + (records.Length > 20 ? $", ... ({records.Length} in all)" : "");
}

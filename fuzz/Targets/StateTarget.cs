using System.Text;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// One partition of <c>MapWithState</c> against a dictionary: the input is read as records, ends of batches that succeed or fail, and time
/// that passes. The first byte chooses the time-out and how idle keys are looked for. Keys are texts, whose memory goes back after each
/// batch. The canary form keeps what a failed batch did.
/// </summary>
internal sealed class StateTarget(bool isCanary = false) : IFuzzTarget
{
    private const int MostRecords = 12_000; // of one input
    private const long Slide = 1000;

    private static readonly Executor s_executor = new(1);

    private readonly Utf8Arena _batch = new();
    private readonly List<KeyValuePair<Utf8Slice, long>> _records = [];
    private readonly List<(string Key, long Value)> _named = [];
    private Dictionary<string, (long State, long Touched)> _expected = [];
    private long _time;
    private int _recordsLeft;

    public string Name => isCanary ? "canary-state" : "state";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [3, 0, 1, 1, 0, 2, 1, 5, 0, 1, 2, 6, 5, 5, 7, 9, 5],
        [10, 3, 200, 0, 5, 3, 200, 200, 5, 3, 100, 7, 6, 7, 20, 3, 255, 1, 5, 5, 5, 7, 30],
        [16, 3, 255, 0, 3, 255, 255, 5, 7, 6, 3, 255, 128, 5, 7, 6, 3, 255, 3, 6, 5, 0, 1, 1, 5],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        var operations = new OperationReader(input);
        int choice = operations.Byte();
        long? idle = (choice % 7) switch { 0 => null, 6 => 1, var slides => slides * Slide };
        var timeout = new StateTimeout(Zero: 0, Slide, idle, IsPrompt: choice / 7 % 2 == 0);
        int scanEvery = 1 + (choice / 14 % 4);
        using var mapper = new FunctionStateMapper<Utf8Slice, long, long, string, OptionalStateFunction<Utf8Slice, long, long, string>>(
            new(Apply), 0, timeout);
        _expected = [];
        _records.Clear();
        _named.Clear();
        _time = 0;
        _recordsLeft = MostRecords;
        while (!operations.IsAtEnd)
        {
            Step(mapper, timeout, scanEvery, ref operations);
        }

        EndBatch(mapper, timeout, scanEvery, succeeds: true);
    }

    private static Optional<string> Apply(Utf8Slice key, Optional<long> value, State<long> state)
    {
        if (state.IsTimingOut)
        {
            return Optional<string>.Some($"{key}-{state.Get()}");
        }

        switch (Effect(value.Value, state.GetOption().GetValueOrDefault(3)))
        {
            case 0:
                state.Remove();
                return Optional<string>.Some($"{key} removed");
            case 1:
                return Optional<string>.Some($"{key} {state.Exists}");
            default:
                state.Update(state.GetOption().GetValueOrDefault(0) + value.Value);
                return Optional<string>.Some($"{key} {state.Get()}");
        }
    }

    private static long Effect(long value, long state) => (value + state) % 5;

    private void Step(
        StateMapper<Utf8Slice, long, long, string> mapper, StateTimeout timeout, int scanEvery, ref OperationReader operations)
    {
        switch (operations.Byte() % 8)
        {
            case 0 or 1 or 2:
                AddRecord(operations.Byte() % 32, operations.Byte());
                break;
            case 3:
                int count = operations.Byte() * 8;
                int first = operations.Byte();
                for (int i = 0; i < count; i++)
                {
                    AddRecord(first + i, i % 7);
                }

                break;
            case 4 or 5:
                EndBatch(mapper, timeout, scanEvery, succeeds: true);
                break;
            case 6:
                EndBatch(mapper, timeout, scanEvery, succeeds: false);
                break;
            default:
                for (int i = operations.Byte() % 8; i >= 0; i--)
                {
                    EndBatch(mapper, timeout, scanEvery, succeeds: true);
                }

                break;
        }
    }

    private void AddRecord(int number, long value)
    {
        if (_recordsLeft-- > 0)
        {
            string key = number % 2 == 0 ? $"{number}" : $"a key of more than twelve bytes, {number}";
            _records.Add(KeyValuePair.Create(_batch.Add(Encoding.ASCII.GetBytes(key)), value));
            _named.Add((key, value));
        }
    }

    private void EndBatch(StateMapper<Utf8Slice, long, long, string> mapper, StateTimeout timeout, int scanEvery, bool succeeds)
    {
        _time += Slide;
        bool fullScan = _time / Slide % scanEvery == 0;
        var before = new Dictionary<string, (long State, long Touched)>(_expected);
        List<string> expected = Twin(timeout, fullScan);
        var scope = new BatchScope(new BatchTime(_time), s_executor);
        mapper.Begin(scope);
        KeyValuePair<Utf8Slice, long>[] records = [.. _records];
        for (int start = 0; start < records.Length; start += Block.Size)
        {
            mapper.Accept(records.AsSpan(start, Math.Min(Block.Size, records.Length - start)));
        }

        mapper.Expire(fullScan);
        var mapped = new List<string>();
        foreach (ReadOnlySpan<string> piece in mapper.Results)
        {
            mapped.AddRange(piece);
        }

        if (succeeds || isCanary)
        {
            mapper.Commit().Release();
        }
        else
        {
            mapper.Undo();
        }

        _expected = succeeds ? _expected : before;
        _records.Clear();
        _named.Clear();
        _batch.Clear();
        scope.Release();
        Compare(mapper.Table, [.. mapped], expected);
    }

    /// <summary>The batch's records in order, then the idle keys in any.</summary>
    private List<string> Twin(StateTimeout timeout, bool fullScan)
    {
        var mapped = new List<string>();
        foreach ((string key, long value) in _named)
        {
            bool exists = _expected.TryGetValue(key, out (long State, long Touched) known);
            switch (Effect(value, exists ? known.State : 3))
            {
                case 0:
                    _expected.Remove(key);
                    mapped.Add($"{key} removed");
                    break;
                case 1:
                    if (exists)
                    {
                        _expected[key] = (known.State, _time);
                    }

                    mapped.Add($"{key} {exists}");
                    break;
                default:
                    _expected[key] = (known.State + value, _time);
                    mapped.Add($"{key} {known.State + value}");
                    break;
            }
        }

        if (timeout.Idle is { } idle && (timeout.IsPrompt || fullScan))
        {
            foreach ((string key, (long state, long touched)) in _expected.ToArray())
            {
                if (touched < _time - idle)
                {
                    mapped.Add($"{key}-{state}");
                    _expected.Remove(key);
                }
            }
        }

        return mapped;
    }

    private void Compare(StateTable<Utf8Slice, long> table, string[] mapped, List<string> expected)
    {
        expected.Sort(StringComparer.Ordinal);
        Array.Sort(mapped, StringComparer.Ordinal);
        Check.Same(expected.Count, mapped.Length, "mapped records");
        for (int i = 0; i < mapped.Length; i++)
        {
            Check.Same(expected[i], mapped[i], "mapped record", i);
        }

        Check.Same(_expected.Count, table.Alive, "keys alive");
        int alive = 0;
        for (int number = 0; number < table.Count; number++)
        {
            if (table.Slots[number].IsAlive)
            {
                string key = table.Keys[number].ToString();
                Check.Same(true, _expected.TryGetValue(key, out (long State, long Touched) known), "key is known", number);
                Check.Same(known.State, table.Slots[number].State, "state", number);
                Check.Same(known.State, table.Find(table.Keys[number]).Value, "state found for key", number);
                alive++;
            }
        }

        Check.Same(alive, table.Alive, "slots alive");
    }
}

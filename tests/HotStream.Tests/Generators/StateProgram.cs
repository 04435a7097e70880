using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.State;

namespace HotStream.Tests.Generators;

/// <summary>
/// A random program over keyed state, twice: as the function given to the engine, and as a plain recomputation over lists. What a record
/// does to the state of its key is decided by its value and the state, so that updates, removals, records without effect
/// and batches that fail all occur.
/// </summary>
/// <param name="Initial">States to start from.</param>
/// <param name="TimeoutSeconds">How long keys may be idle; 0 for ever.</param>
/// <param name="ScanSeconds">Idle keys are looked for so often; 0 for the prompt form.</param>
/// <param name="Modulus">Varies what records do.</param>
internal sealed record StateProgram(KeyValuePair<int, long>[] Initial, int TimeoutSeconds, int ScanSeconds, int Modulus)
{
    /// <summary>A value that makes the function throw.</summary>
    public const long Bad = 999;

    public static Gen<StateProgram> All { get; } =
        from initial in Cases.Arrays(from key in Gen.Choose(0, 12)
                                     from state in Gen.Choose(1, 40)
                                     select KeyValuePair.Create(key, (long)state), 0, 8)
        from timeout in Gen.Choose(0, 4)
        from scan in Gen.Choose(0, 3)
        from modulus in Gen.Choose(2, 7)
        select new StateProgram(initial, timeout, scan, modulus);

    public static Gen<(int Key, long Value)[][]> Batches { get; } = Cases.Arrays(
        Cases.Arrays(from key in Gen.Choose(0, 12)
                     from value in Gen.Frequency((60, Gen.Choose(0, 20)), (1, Gen.Constant((int)Bad)))
                     select (key, (long)value), 0, 14), 1, 14);

    /// <summary>The spec for <c>MapWithState</c>.</summary>
    public StateSpec<int, long, long, string> ToSpec()
    {
        StateSpec<int, long, long, string> spec = StateSpec.Function<int, long, long, string>(Apply).InitialState(Initial);
        var timeout = TimeSpan.FromSeconds(TimeoutSeconds);
        return TimeoutSeconds == 0 ? spec : ScanSeconds == 0 ? spec.PromptTimeout(timeout) : spec.Timeout(timeout);
    }

    public MapWithStateDStream<int, long, string> OnStream(DStream<KeyValuePair<int, long>> stream)
    {
        MapWithStateDStream<int, long, string> mapped = stream.MapWithState(ToSpec());
        if (ScanSeconds > 0)
        {
            mapped.Checkpoint(TimeSpan.FromSeconds(ScanSeconds));
        }

        return mapped;
    }

    /// <summary>What each batch must give, records and states sorted; null for a batch that fails.</summary>
    public List<(string Mapped, string States)?> OnLists((int Key, long Value)[][] batches)
    {
        var states = new Dictionary<int, (long State, int Touched)>();
        foreach ((int key, long state) in Initial)
        {
            states[key] = (state, 1);
        }

        var results = new List<(string, string)?>();
        for (int now = 1; now <= batches.Length; now++)
        {
            var before = new Dictionary<int, (long State, int Touched)>(states);
            List<string>? mapped = Step(states, batches[now - 1], now);
            states = mapped is null ? before : states;
            results.Add(mapped is null ? null : (string.Join(' ', mapped.Order(StringComparer.Ordinal)),
                StateEngine.Line(states.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.State)))));
        }

        return results;
    }

    /// <summary>The function of <c>UpdateStateByKey</c>: order of the values does not matter.</summary>
    public Optional<long> Update(IReadOnlyList<long> values, Optional<long> state)
    {
        if (values.Contains(Bad))
        {
            throw new InvalidDataException("bad");
        }

        long next = state.GetValueOrDefault(0) + values.Sum() + (values.Count == 0 ? 1 : 0);
        return next % Modulus == 0 ? default : Optional<long>.Some(next);
    }

    /// <summary>What <c>UpdateStateByKey</c> must give after each batch; null for a batch that fails.</summary>
    public List<string?> Updated((int Key, long Value)[][] batches)
    {
        var states = Initial.GroupBy(pair => pair.Key).ToDictionary(group => group.Key, group => group.Last().Value);
        var results = new List<string?>();
        foreach ((int Key, long Value)[] batch in batches)
        {
            ILookup<int, long> values = batch.ToLookup(pair => pair.Key, pair => pair.Value);
            if (batch.Any(pair => pair.Value == Bad))
            {
                results.Add(null);
                continue;
            }

            states = states.Keys.Union(values.Select(group => group.Key))
                .Select(key => (Key: key, State: Update([.. values[key]], states.TryGetValue(key, out long state)
                    ? Optional<long>.Some(state) : default)))
                .Where(pair => pair.State.HasValue)
                .ToDictionary(pair => pair.Key, pair => pair.State.Value);
            results.Add(StateEngine.Line(states));
        }

        return results;
    }

    private Optional<string> Apply(int key, Optional<long> value, State<long> state)
    {
        if (state.IsTimingOut)
        {
            return Optional<string>.Some($"{key}-{state.Get()}");
        }

        if (value.Value == Bad)
        {
            throw new InvalidDataException("bad");
        }

        switch (Effect(value.Value, state.GetOption()))
        {
            case 0:
                state.Remove();
                break;
            case 1:
                break;
            default:
                state.Update(state.GetOption().GetValueOrDefault(0) + value.Value);
                break;
        }

        return value.Value % 3 == 0 ? default : Optional<string>.Some($"{key}={state.GetOption()}");
    }

    private long Effect(long value, Optional<long> state) => (value + state.GetValueOrDefault(5)) % Modulus;

    private List<string>? Step(Dictionary<int, (long State, int Touched)> states, (int Key, long Value)[] batch, int now)
    {
        var mapped = new List<string>();
        foreach ((int key, long value) in batch)
        {
            Optional<long> state = states.TryGetValue(key, out (long State, int Touched) known)
                ? Optional<long>.Some(known.State) : default;
            if (value == Bad)
            {
                return null;
            }

            switch (Effect(value, state))
            {
                case 0:
                    states.Remove(key);
                    break;
                case 1:
                    if (state.HasValue)
                    {
                        states[key] = (state.Value, now);
                    }

                    break;
                default:
                    states[key] = (state.GetValueOrDefault(0) + value, now);
                    break;
            }

            if (value % 3 != 0)
            {
                mapped.Add($"{key}={(states.TryGetValue(key, out known) ? Optional<long>.Some(known.State) : default)}");
            }
        }

        if (TimeoutSeconds > 0 && (ScanSeconds == 0 || now % ScanSeconds == 0))
        {
            foreach ((int key, (long state, int touched)) in states.ToArray())
            {
                if (touched < now - TimeoutSeconds)
                {
                    mapped.Add($"{key}-{state}");
                    states.Remove(key);
                }
            }
        }

        return mapped;
    }
}

namespace HotStream.Conformance;

/// <summary>The named functions over state.</summary>
internal static class StateFunctions
{
    private static readonly Value s_one = Value.Of(1);

    /// <summary>What <c>updateStateByKey</c> does with the new values of a key and its state.</summary>
    public static Func<IReadOnlyList<Value>, Optional<Value>, Optional<Value>> Update(FunctionName function)
    {
        switch (function.Name)
        {
            case "sum":
                return (values, state) => new(true, Sum(values, state));
            case "sum_drop_if_idle":
                return (values, state) => values.Count == 0 ? default : new(true, Sum(values, state));
            case "count_expire_after_2_idle":
                return CountExpiring;
            case "last":
                return (values, state) => values.Count == 0 ? state : new(true, values[^1]);
            case "max":
                return (values, state) => values.Count == 0 && !state.HasValue
                    ? default
                    : new(true, (state.HasValue ? values.Append(state.Value) : values).Aggregate(Arithmetic.Max));
            case "count_calls":
                return (_, state) => new(true, Arithmetic.Add(state.GetValueOrDefault(Value.Of(0)), s_one));
            case "sum_drop_at":
                Value limit = function.Number;
                return (values, state) => Sum(values, state) is var sum && sum.AsDouble >= limit.AsDouble ? default : new(true, sum);
            default:
                throw Functions.Unknown("updateStateByKey", function);
        }
    }

    /// <summary>Adds the batch time, in milliseconds, where there are values.</summary>
    public static Optional<Value> AddBatchTime(BatchTime time, Value key, IReadOnlyList<Value> values, Optional<Value> state) =>
        new(true, Arithmetic.Add(state.GetValueOrDefault(Value.Of(0)), Value.Of(values.Count > 0 ? time.Milliseconds : 0)));

    /// <summary>What <c>mapWithState</c> does with each record.</summary>
    public static StateSpec<Value, Value, Value, Value> Of(FunctionName function)
    {
        switch (function.Name)
        {
            case "running_sum":
                return Emitting((_, value, state) => Total(value, state));
            case "running_pair":
                return Emitting((key, value, state) => Value.Pair(key, Total(value, state)));
            case "doubled_key":
                return Emitting((key, value, state) =>
                {
                    Total(value, state);
                    return Arithmetic.Add(key, key);
                });
            case "sum_emit_nothing":
                return Spec((_, value, state) =>
                {
                    Total(value, state);
                    return default;
                });
            case "toggle":
                return Spec(Toggle);
            case "timeout_key":
                return Spec((key, value, state) => state.IsTimingOut ? new(true, key) : Store(state, s_one));
            case "sum_or_timeout":
                return Emitting((key, value, state) => Value.Pair(key, state.IsTimingOut ? Value.Of(-1) : Total(value, state)));
            case "remove_at":
                Value limit = function.Number;
                return Emitting((key, value, state) => Value.Pair(key, RemoveAt(limit, value, state)));
            case "read_only":
                return Emitting((key, _, state) => Value.Pair(key, Value.Of(state.GetOption())));
            default:
                throw Functions.Unknown("mapWithState", function);
        }
    }

    private static StateSpec<Value, Value, Value, Value> Emitting(Func<Value, Optional<Value>, State<Value>, Value> function) =>
        StateSpec.Function(function);

    private static StateSpec<Value, Value, Value, Value> Spec(Func<Value, Optional<Value>, State<Value>, Optional<Value>> function) =>
        StateSpec.Function(function);

    private static Value Sum(IReadOnlyList<Value> values, Optional<Value> state) =>
        values.Aggregate(state.GetValueOrDefault(Value.Of(0)), Arithmetic.Add);

    // The state is a pair of the count and of the batches in a row without values; only the count is shown.
    private static Optional<Value> CountExpiring(IReadOnlyList<Value> values, Optional<Value> state)
    {
        KeyValuePair<Value, Value> before = state.HasValue ? state.Value.AsPair : new(Value.Of(0), Value.Of(0));
        Value idle = values.Count > 0 ? Value.Of(0) : Arithmetic.Add(before.Value, s_one);
        return idle.AsLong >= 2 ? default : new(true, Value.Pair(Arithmetic.Add(before.Key, Value.Of(values.Count)), idle));
    }

    private static Value Total(Optional<Value> value, State<Value> state)
    {
        Value total = Arithmetic.Add(state.GetOption().GetValueOrDefault(Value.Of(0)), value.GetValueOrDefault(Value.Of(0)));
        state.Update(total);
        return total;
    }

    private static Optional<Value> Store(State<Value> state, Value value)
    {
        state.Update(value);
        return default;
    }

    private static Optional<Value> Toggle(Value key, Optional<Value> value, State<Value> state)
    {
        if (!state.Exists)
        {
            return Store(state, value.Value);
        }

        state.Remove();
        return new(true, key);
    }

    private static Value RemoveAt(Value limit, Optional<Value> value, State<Value> state)
    {
        Value total = Total(value, state);
        if (total.AsDouble < limit.AsDouble)
        {
            return total;
        }

        state.Remove();
        return Value.Of("done");
    }
}

namespace HotStream;

/// <content>State.</content>
public static partial class TupleExtensions
{
    /// <inheritdoc cref="StateDStreamExtensions.UpdateStateByKey{TKey, TValue, TState}(DStream{KeyValuePair{TKey, TValue}},
    /// Func{IReadOnlyList{TValue}, Optional{TState}, Optional{TState}}, IEnumerable{KeyValuePair{TKey, TState}}?, int?)"/>
    public static DStream<KeyValuePair<TKey, TState>> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<(TKey Key, TValue Value)> stream, Func<IReadOnlyList<TValue>, Optional<TState>, Optional<TState>> update,
        IEnumerable<KeyValuePair<TKey, TState>>? initialState = null, int? partitions = null) =>
        stream.ToPairs().UpdateStateByKey(update, initialState, partitions);

    /// <inheritdoc cref="StateDStreamExtensions.UpdateStateByKey{TKey, TValue, TState}(DStream{KeyValuePair{TKey, TValue}},
    /// Func{BatchTime, TKey, IReadOnlyList{TValue}, Optional{TState}, Optional{TState}}, IEnumerable{KeyValuePair{TKey, TState}}?,
    /// int?)"/>
    public static DStream<KeyValuePair<TKey, TState>> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<(TKey Key, TValue Value)> stream,
        Func<BatchTime, TKey, IReadOnlyList<TValue>, Optional<TState>, Optional<TState>> update,
        IEnumerable<KeyValuePair<TKey, TState>>? initialState = null, int? partitions = null) =>
        stream.ToPairs().UpdateStateByKey(update, initialState, partitions);

    /// <inheritdoc cref="StateDStreamExtensions.UpdateStateByKey{TKey, TValue, TState}(DStream{KeyValuePair{TKey, TValue}},
    /// Func{IEnumerable{ValueTuple{TKey, IReadOnlyList{TValue}, Optional{TState}}}, IEnumerable{KeyValuePair{TKey, TState}}}, bool,
    /// IEnumerable{KeyValuePair{TKey, TState}}?, int?)"/>
    public static DStream<KeyValuePair<TKey, TState>> UpdateStateByKey<TKey, TValue, TState>(
        this DStream<(TKey Key, TValue Value)> stream,
        Func<IEnumerable<(TKey Key, IReadOnlyList<TValue> Values, Optional<TState> State)>, IEnumerable<KeyValuePair<TKey, TState>>> update,
        bool rememberPartitioner, IEnumerable<KeyValuePair<TKey, TState>>? initialState = null, int? partitions = null) =>
        stream.ToPairs().UpdateStateByKey(update, rememberPartitioner, initialState, partitions);

    /// <inheritdoc cref="StateDStreamExtensions.MapWithState{TKey, TValue, TState, TMapped}(DStream{KeyValuePair{TKey, TValue}},
    /// StateSpec{TKey, TValue, TState, TMapped})"/>
    public static MapWithStateDStream<TKey, TState, TMapped> MapWithState<TKey, TValue, TState, TMapped>(
        this DStream<(TKey Key, TValue Value)> stream, StateSpec<TKey, TValue, TState, TMapped> spec) =>
        stream.ToPairs().MapWithState(spec);
}

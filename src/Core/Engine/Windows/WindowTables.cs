namespace HotStream;

/// <summary>Chooses how a window computes, by the type of its aggregate.</summary>
internal static class WindowTables
{
    /// <summary>The aggregate can be undone: what leaves is subtracted.</summary>
    public static WindowTable<TKey, TState, TOut> Inverse<TKey, TValue, TState, TAggregate, TOut, TResult>(
        int panes, TAggregate aggregate, TResult result, bool keepsEmptyKeys = false, Func<TOut, bool>? filter = null)
        where TAggregate : struct, IInvertibleAggregate<TValue, TState>
        where TResult : struct, IWindowResult<TKey, TState, TOut> =>
        new InverseWindow<TKey, TValue, TState, TAggregate, TOut, TResult>(panes, aggregate, result, keepsEmptyKeys, filter);

    /// <summary>The aggregate cannot be undone: blocks of panes.</summary>
    public static WindowTable<TKey, TState, TOut> Blocks<TKey, TValue, TState, TAggregate, TOut, TResult>(int panes,
        TAggregate aggregate, TResult result)
        where TAggregate : struct, IAggregate<TValue, TState>
        where TResult : struct, IWindowResult<TKey, TState, TOut>
    {
        return (ExtremeCells<TState, MaxOrder>.IsFor ? TAggregate.Extreme : Extreme.None) switch
        {
            Extreme.Greatest =>
                new BlockWindow<TKey, TState, TState, ExtremeCells<TState, MaxOrder>, TOut, TResult>(panes, default, result),
            Extreme.Least => new BlockWindow<TKey, TState, TState, ExtremeCells<TState, MinOrder>, TOut, TResult>(panes, default, result),
            _ => new BlockWindow<TKey, TState, MaybeCell<TState>, MaybeCells<TValue, TState, TAggregate>, TOut, TResult>(
                panes, new(aggregate), result),
        };
    }
}

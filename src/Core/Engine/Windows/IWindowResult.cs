namespace HotStream;

/// <summary>What a window gives for a key.</summary>
internal interface IWindowResult<TKey, TState, TOut>
{
    TOut Of(TKey key, long records, TState state);
}

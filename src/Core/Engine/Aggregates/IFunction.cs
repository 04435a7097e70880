namespace HotStream;

/// <summary>
/// A function as a struct: the engine's loop is specialised for it and calls it without indirection. Use it where a profile shows the
/// delegate call; a lambda is fine everywhere else. An instance may carry constants.
/// </summary>
/// <typeparam name="TIn">Argument.</typeparam>
/// <typeparam name="TOut">Result.</typeparam>
public interface IFunction<in TIn, out TOut>
{
    /// <summary>Applies the function.</summary>
    /// <param name="value">The argument.</param>
    TOut Invoke(TIn value);
}

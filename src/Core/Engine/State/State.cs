namespace HotStream;

/// <summary>
/// The state of one key, as a function given to <c>MapWithState</c> sees it; rules and words are those of Spark's <c>State</c>. One object
/// serves all calls of a partition: it is valid during the call it was given to, and must not be kept.
/// </summary>
/// <typeparam name="TState">
/// What is kept per key. An object that is changed in place, rather than replaced by <see cref="Update"/>, is not
/// restored when its batch fails.
/// </typeparam>
public sealed class State<TState>
{
    private TState _value = default!;

    internal State()
    {
    }

    /// <summary>Whether there is a state.</summary>
    public bool Exists { get; private set; }

    /// <summary>Whether this call is the last one before the state goes, because its key was idle for too long.</summary>
    public bool IsTimingOut { get; private set; }

    internal bool IsUpdated { get; private set; }

    internal bool IsRemoved { get; private set; }

    internal TState Value => _value;

    /// <summary>The state.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public TState Get() => Exists ? _value
        : throw new InvalidOperationException("The key has no state; ask Exists first, or use GetOption.");

    /// <summary>The state, if there is one.</summary>
    public Optional<TState> GetOption() => new(Exists, _value);

    /// <summary>The state's text, or <c>None</c>.</summary>
    public override string ToString() => GetOption().ToString();

    /// <summary>Replaces the state, or makes one.</summary>
    /// <param name="state">The new state.</param>
    /// <exception cref="InvalidOperationException">The state was removed in this call, or is timing out.</exception>
    public void Update(TState state)
    {
        ThrowIfGone("updated");
        _value = state;
        Exists = true;
        IsUpdated = true;
    }

    /// <summary>Removes the state.</summary>
    /// <exception cref="InvalidOperationException">The state was removed in this call already, or is timing out, which
    /// removes it anyway.</exception>
    public void Remove()
    {
        ThrowIfGone("removed");
        _value = default!;
        Exists = false;
        IsUpdated = false;
        IsRemoved = true;
    }

    /// <summary>Readies this object for the next call.</summary>
    internal void Load(bool exists, TState value, bool isTimingOut = false)
    {
        _value = value;
        Exists = exists;
        IsTimingOut = isTimingOut;
        IsUpdated = false;
        IsRemoved = false;
    }

    private void ThrowIfGone(string what)
    {
        if (IsRemoved || IsTimingOut)
        {
            throw new InvalidOperationException(
                $"A state cannot be {what} "
                + $"{(IsRemoved ? "after it was removed in the same call" : "while it is timing out; test IsTimingOut first")}.");
        }
    }
}

namespace HotStream;

/// <summary>A state, or none.</summary>
internal readonly record struct MaybeCell<TState>(TState State, bool Has);

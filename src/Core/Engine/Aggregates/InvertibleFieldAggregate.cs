namespace HotStream;

/// <summary>An invertible aggregate of a field of the records.</summary>
internal readonly struct InvertibleFieldAggregate<TRecord, TValue, TState, TAggregate>(Func<TRecord, TValue> field, TAggregate aggregate)
    : IInvertibleAggregate<TRecord, TState>
    where TAggregate : struct, IInvertibleAggregate<TValue, TState>
{
    public bool Commutes => aggregate.Commutes;

    public static bool IsRounded => TAggregate.IsRounded;

    public static bool LosesPrecision(TState leaving, TState remaining) => TAggregate.LosesPrecision(leaving, remaining);

    public static void Widen(ref TState largest, TState state) => TAggregate.Widen(ref largest, state);

    public TState Create(TRecord value) => aggregate.Create(field(value));

    public void Add(ref TState state, TRecord value) => aggregate.Add(ref state, field(value));

    public void Merge(ref TState state, TState other) => aggregate.Merge(ref state, other);

    public void Subtract(ref TState state, TState leaving) => aggregate.Subtract(ref state, leaving);
}

namespace HotStream;

/// <summary>An aggregate of a field of the records.</summary>
internal readonly struct FieldAggregate<TRecord, TValue, TState, TAggregate>(Func<TRecord, TValue> field, TAggregate aggregate)
    : IAggregate<TRecord, TState>
    where TAggregate : struct, IAggregate<TValue, TState>
{
    public bool Commutes => aggregate.Commutes;

    public TState Create(TRecord value) => aggregate.Create(field(value));

    public void Add(ref TState state, TRecord value) => aggregate.Add(ref state, field(value));

    public void Merge(ref TState state, TState other) => aggregate.Merge(ref state, other);
}

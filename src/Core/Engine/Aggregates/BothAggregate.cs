namespace HotStream;

/// <summary>Two aggregates side by side.</summary>
internal readonly struct BothAggregate<TValue, TFirstState, TFirst, TSecondState, TSecond>(TFirst first, TSecond second)
    : IAggregate<TValue, (TFirstState First, TSecondState Second)>
    where TFirst : struct, IAggregate<TValue, TFirstState>
    where TSecond : struct, IAggregate<TValue, TSecondState>
{
    public bool Commutes => first.Commutes && second.Commutes;

    public (TFirstState First, TSecondState Second) Create(TValue value) => (first.Create(value), second.Create(value));

    public void Add(ref (TFirstState First, TSecondState Second) state, TValue value)
    {
        first.Add(ref state.First, value);
        second.Add(ref state.Second, value);
    }

    public void Merge(ref (TFirstState First, TSecondState Second) state, (TFirstState First, TSecondState Second) other)
    {
        first.Merge(ref state.First, other.First);
        second.Merge(ref state.Second, other.Second);
    }
}

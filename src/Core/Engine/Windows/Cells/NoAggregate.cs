namespace HotStream;

/// <summary>The fold of windows that only count records.</summary>
internal readonly struct NoAggregate<TValue> : IInvertibleAggregate<TValue, NoState>
{
    public bool Commutes => true;

    public NoState Create(TValue value) => default;

    public void Add(ref NoState state, TValue value)
    {
    }

    public void Merge(ref NoState state, NoState other)
    {
    }

    public void Subtract(ref NoState state, NoState leaving)
    {
    }
}

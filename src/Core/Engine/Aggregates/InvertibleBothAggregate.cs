namespace HotStream;

/// <summary>Two invertible aggregates side by side.</summary>
internal readonly struct InvertibleBothAggregate<TValue, TFirstState, TFirst, TSecondState, TSecond>(TFirst first, TSecond second)
    : IInvertibleAggregate<TValue, (TFirstState First, TSecondState Second)>
    where TFirst : struct, IInvertibleAggregate<TValue, TFirstState>
    where TSecond : struct, IInvertibleAggregate<TValue, TSecondState>
{
    public bool Commutes => first.Commutes && second.Commutes;

    public static bool IsRounded => TFirst.IsRounded || TSecond.IsRounded;

    public static bool LosesPrecision((TFirstState First, TSecondState Second) leaving,
        (TFirstState First, TSecondState Second) remaining) =>
        TFirst.LosesPrecision(leaving.First, remaining.First) || TSecond.LosesPrecision(leaving.Second, remaining.Second);

    public static void Widen(ref (TFirstState First, TSecondState Second) largest, (TFirstState First, TSecondState Second) state)
    {
        TFirst.Widen(ref largest.First, state.First);
        TSecond.Widen(ref largest.Second, state.Second);
    }

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

    public void Subtract(ref (TFirstState First, TSecondState Second) state, (TFirstState First, TSecondState Second) leaving)
    {
        first.Subtract(ref state.First, leaving.First);
        second.Subtract(ref state.Second, leaving.Second);
    }
}

namespace HotStream;

/// <content>
/// Several aggregations in one pass, with a flat tuple of what they give: <c>a.And(b).And(c)</c> gives <c>(First, Second, Third)</c>.
/// </content>
public static partial class Aggregates
{
    /// <summary>
    /// Both aggregations of the same values, computed in one pass. Invertible when both are. Chain it for more: up to five results stand
    /// side by side in one tuple, also where the first aggregation gives a tuple for another reason; a sixth makes a pair of the five and
    /// itself. <see cref="Aggregation{TValue, TResult}.Select"/> gives the results names of your own.
    /// </summary>
    /// <typeparam name="TValue">Values aggregated.</typeparam>
    /// <typeparam name="TFirst">What the first one gives.</typeparam>
    /// <typeparam name="TSecond">What the second one gives.</typeparam>
    /// <param name="first">The first one.</param>
    /// <param name="second">The second one.</param>
    /// <exception cref="ArgumentNullException">An aggregation is null.</exception>
    public static Aggregation<TValue, (TFirst First, TSecond Second)> And<TValue, TFirst, TSecond>(
        this Aggregation<TValue, TFirst> first, Aggregation<TValue, TSecond> second) => Both(first, second);

    /// <summary>Two aggregations and a third one, computed in one pass; see the form for two.</summary>
    /// <typeparam name="TValue">Values aggregated.</typeparam>
    /// <typeparam name="TFirst">What the first one gives.</typeparam>
    /// <typeparam name="TSecond">What the second one gives.</typeparam>
    /// <typeparam name="TThird">What the third one gives.</typeparam>
    /// <param name="two">The first two.</param>
    /// <param name="third">The third one.</param>
    /// <exception cref="ArgumentNullException">An aggregation is null.</exception>
    public static Aggregation<TValue, (TFirst First, TSecond Second, TThird Third)> And<TValue, TFirst, TSecond, TThird>(
        this Aggregation<TValue, (TFirst First, TSecond Second)> two, Aggregation<TValue, TThird> third) =>
        new SelectedAggregation<TValue, ((TFirst, TSecond), TThird), (TFirst, TSecond, TThird), FlatThree<TFirst, TSecond, TThird>>(
            Both(two, third), default);

    /// <summary>Three aggregations and a fourth one, computed in one pass; see the form for two.</summary>
    /// <typeparam name="TValue">Values aggregated.</typeparam>
    /// <typeparam name="TFirst">What the first one gives.</typeparam>
    /// <typeparam name="TSecond">What the second one gives.</typeparam>
    /// <typeparam name="TThird">What the third one gives.</typeparam>
    /// <typeparam name="TFourth">What the fourth one gives.</typeparam>
    /// <param name="three">The first three.</param>
    /// <param name="fourth">The fourth one.</param>
    /// <exception cref="ArgumentNullException">An aggregation is null.</exception>
    public static Aggregation<TValue, (TFirst First, TSecond Second, TThird Third, TFourth Fourth)>
        And<TValue, TFirst, TSecond, TThird, TFourth>(
        this Aggregation<TValue, (TFirst First, TSecond Second, TThird Third)> three, Aggregation<TValue, TFourth> fourth) =>
        new SelectedAggregation<TValue, ((TFirst, TSecond, TThird), TFourth), (TFirst, TSecond, TThird, TFourth),
            FlatFour<TFirst, TSecond, TThird, TFourth>>(Both(three, fourth), default);

    /// <summary>Four aggregations and a fifth one, computed in one pass; see the form for two.</summary>
    /// <typeparam name="TValue">Values aggregated.</typeparam>
    /// <typeparam name="TFirst">What the first one gives.</typeparam>
    /// <typeparam name="TSecond">What the second one gives.</typeparam>
    /// <typeparam name="TThird">What the third one gives.</typeparam>
    /// <typeparam name="TFourth">What the fourth one gives.</typeparam>
    /// <typeparam name="TFifth">What the fifth one gives.</typeparam>
    /// <param name="four">The first four.</param>
    /// <param name="fifth">The fifth one.</param>
    /// <exception cref="ArgumentNullException">An aggregation is null.</exception>
    public static Aggregation<TValue, (TFirst First, TSecond Second, TThird Third, TFourth Fourth, TFifth Fifth)>
        And<TValue, TFirst, TSecond, TThird, TFourth, TFifth>(
        this Aggregation<TValue, (TFirst First, TSecond Second, TThird Third, TFourth Fourth)> four,
        Aggregation<TValue, TFifth> fifth) =>
        new SelectedAggregation<TValue, ((TFirst, TSecond, TThird, TFourth), TFifth), (TFirst, TSecond, TThird, TFourth, TFifth),
            FlatFive<TFirst, TSecond, TThird, TFourth, TFifth>>(Both(four, fifth), default);

    private static BothAggregation<TValue, TFirst, TSecond> Both<TValue, TFirst, TSecond>(
        Aggregation<TValue, TFirst> first, Aggregation<TValue, TSecond> second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return new(first, second);
    }
}

/// <summary>Results that were combined two and one, side by side.</summary>
internal readonly struct FlatThree<T1, T2, T3> : IFunction<((T1, T2), T3), (T1, T2, T3)>
{
    public (T1, T2, T3) Invoke(((T1, T2), T3) value) => (value.Item1.Item1, value.Item1.Item2, value.Item2);
}

/// <summary>Results that were combined three and one, side by side.</summary>
internal readonly struct FlatFour<T1, T2, T3, T4> : IFunction<((T1, T2, T3), T4), (T1, T2, T3, T4)>
{
    public (T1, T2, T3, T4) Invoke(((T1, T2, T3), T4) value) =>
        (value.Item1.Item1, value.Item1.Item2, value.Item1.Item3, value.Item2);
}

/// <summary>Results that were combined four and one, side by side.</summary>
internal readonly struct FlatFive<T1, T2, T3, T4, T5> : IFunction<((T1, T2, T3, T4), T5), (T1, T2, T3, T4, T5)>
{
    public (T1, T2, T3, T4, T5) Invoke(((T1, T2, T3, T4), T5) value) =>
        (value.Item1.Item1, value.Item1.Item2, value.Item1.Item3, value.Item1.Item4, value.Item2);
}

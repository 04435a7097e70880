namespace HotStream;

/// <summary>Each row of the left side with the one row of the right side, among those with equal keys, that is nearest by an
/// order.</summary>
/// <param name="left">The left side.</param>
/// <param name="right">The right side.</param>
/// <param name="keys">Conditions that are equalities of both sides; null without any.</param>
/// <param name="leftTime">What is compared, of the left side.</param>
/// <param name="rightTime">What is compared, of the right side.</param>
/// <param name="match">Which row is meant.</param>
internal sealed class AsOfPlan(Plan left, Plan right, Bound? keys, Bound leftTime, Bound rightTime, AsOfMatch match)
    : Plan([.. left.Output, .. right.Output], left, right)
{
    public Bound? Keys { get; } = keys;

    public Bound LeftTime { get; } = leftTime;

    public Bound RightTime { get; } = rightTime;

    public AsOfMatch Match { get; } = match;

    public override Plan With(IReadOnlyList<Plan> inputs) => new AsOfPlan(inputs[0], inputs[1], Keys, LeftTime, RightTime, Match);

    public override string ToString() => $"AsOfJoin {(Match.KeepsAll ? "left " : "")}{(Keys is null ? "" : $"on {Keys.Text} and ")}"
        + $"{LeftTime.Text} {(Match.IsBefore ? ">" : "<")}{(Match.TakesEqual ? "=" : "")} {RightTime.Text}";
}

/// <summary>Which row of the right side is the nearest.</summary>
/// <param name="IsBefore">The last one before, or the first one behind.</param>
/// <param name="TakesEqual">Whether one at the same time is meant too.</param>
/// <param name="KeepsAll">Whether rows of the left side without a partner are kept, with nulls.</param>
internal readonly record struct AsOfMatch(bool IsBefore, bool TakesEqual, bool KeepsAll);

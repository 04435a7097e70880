namespace HotStream;

/// <summary>
/// The rows with the session each is in: rows of a group whose own sessions meet are in one, from the first start to the last end. Rows
/// without a time are left out.
/// </summary>
internal sealed class SessionPlan(Plan input, IReadOnlyList<Bound> keys, Bound own, PlanColumn session)
    : Plan([.. input.Output, session], input)
{
    /// <summary>The other keys of the groups.</summary>
    public IReadOnlyList<Bound> Keys { get; } = keys;

    /// <summary>The session of a row alone.</summary>
    public Bound Own { get; } = own;

    public PlanColumn Session { get; } = session;

    public override Plan With(IReadOnlyList<Plan> inputs) => new SessionPlan(inputs[0], Keys, Own, Session);

    public override string ToString() => $"Sessions {Own.Text} by [{string.Join(", ", Keys.Select(key => key.Text))}] AS {Session}";
}

namespace HotStream;

/// <summary>
/// Windows of time that a row is in, as a grouping expression: a list of them, of which the plan makes a row each; or, for sessions, where
/// the row's own session would be, which the plan puts together with others of its group.
/// </summary>
internal sealed class BoundWindows(string name, Bound input, DataType type, string text)
    : Bound(type, $"{name}({input.Key})", text, [input])
{
    public const string Sliding = "window";
    public const string Session = "session_window";

    /// <summary>Which of both.</summary>
    public string Name { get; } = name;

    public override Bound With(IReadOnlyList<Bound> inputs) => new BoundWindows(Name, inputs[0], Type, Text);
}

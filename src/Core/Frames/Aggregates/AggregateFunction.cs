namespace HotStream;

/// <summary>An aggregate of the table: binding, documentation and a test are made from it.</summary>
/// <param name="Name">Its name in lower case.</param>
/// <param name="Summary">What it gives, in a sentence.</param>
/// <param name="Example">An expression over the example rows (see <see cref="AggregateTable.ExampleRows"/>).</param>
/// <param name="Answer">What it gives there, as text.</param>
/// <param name="Bind">Checks the arguments, widens them, and says what computes it.</param>
internal sealed record AggregateFunction(string Name, string Summary, string Example, string Answer,
    Func<IReadOnlyList<Bound>, AggregateFunction.Binding> Bind)
{
    /// <summary>Other names of the same.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The same under more names.</summary>
    public AggregateFunction Also(params string[] names) => this with { Aliases = names };

    /// <summary>An aggregate with its types settled.</summary>
    /// <param name="Inputs">The arguments as the state takes them.</param>
    /// <param name="Type">The type of the result.</param>
    /// <param name="State">Makes an empty state.</param>
    public sealed record Binding(IReadOnlyList<Bound> Inputs, DataType Type, Func<AggregateState> State);
}

namespace HotStream;

/// <summary>
/// A function of SQL and of <see cref="Functions"/>: one entry of the table from which binding, documentation and a test are made.
/// </summary>
/// <param name="Name">Its name in lower case; operators by their signs.</param>
/// <param name="Summary">What it gives, in a sentence.</param>
/// <param name="Example">A call in SQL whose arguments are values.</param>
/// <param name="Answer">What the call gives, as text.</param>
/// <param name="Bind">Checks the arguments and settles types.</param>
internal sealed record FunctionEntry(string Name, string Summary, string Example, string Answer, Func<IReadOnlyList<Bound>, Bound> Bind)
{
    /// <summary>Other names of the same.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>A function with fixed parameters: the first overload fits whose types the arguments are or become without loss.</summary>
    public static FunctionEntry Of(string name, string summary, string example, string answer, params Overload[] overloads) =>
        new(name, summary, example, answer, arguments => Overload.Bind(name, overloads, arguments));

    /// <summary>The same under more names.</summary>
    public FunctionEntry Also(params string[] names) => this with { Aliases = names };
}

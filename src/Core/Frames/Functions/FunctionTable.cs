namespace HotStream;

/// <summary>All functions that are not aggregates, by name.</summary>
internal static class FunctionTable
{
    /// <summary>Every function once, in the order of the documentation.</summary>
    public static IReadOnlyList<(string Chapter, FunctionEntry Function)> All { get; } =
    [
        .. Chapter("Operators", OperatorFunctions.All), .. Chapter("Conditions", ConditionFunctions.All),
            .. Chapter("Numbers", NumberFunctions.All),
        .. Chapter("Text", TextFunctions.All), .. Chapter("Patterns", PatternFunctions.All), .. Chapter("Time", TimeFunctions.All),
        .. Chapter("Windows of time", WindowFunctions.All), .. Chapter("Lists, structs and maps", NestedFunctions.All), .. Chapter("JSON",
            JsonFunctions.All),
    ];

    private static readonly Dictionary<string, FunctionEntry> s_byName = Index();

    /// <summary>The call of a function.</summary>
    /// <exception cref="AnalysisException">There is no such function, or it does not take these.</exception>
    public static Bound Bind(string name, IReadOnlyList<Bound> arguments) => s_byName.TryGetValue(name, out FunctionEntry? function)
        ? function.Bind(arguments)
        : throw new AnalysisException($"There is no function '{name}'.");

    public static IEnumerable<string> Names => s_byName.Keys;

    public static bool Has(string name) => s_byName.ContainsKey(name);

    private static IEnumerable<(string, FunctionEntry)> Chapter(string name, IEnumerable<FunctionEntry> functions) =>
        functions.Select(function => (name, function));

    private static Dictionary<string, FunctionEntry> Index()
    {
        var index = new Dictionary<string, FunctionEntry>(StringComparer.OrdinalIgnoreCase);
        foreach ((_, FunctionEntry function) in All)
        {
            foreach (string name in function.Aliases.Prepend(function.Name))
            {
                index.Add(name, function);
            }
        }

        return index;
    }
}

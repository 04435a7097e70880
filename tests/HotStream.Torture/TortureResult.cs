using System.Globalization;

namespace HotStream.Torture;

/// <summary>How a run went.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Lives">Lives until everything was compared, or something was wrong.</param>
/// <param name="Lost">What should be there and is not.</param>
/// <param name="Duplicated">What is there and should not be.</param>
/// <param name="Wrong">A sentence for each.</param>
/// <param name="Failure">A life that failed with an error of its own; null for none.</param>
/// <param name="Faults">How often what was done to the program.</param>
/// <param name="Kept">The directory, when something was wrong.</param>
internal sealed record TortureResult(TortureOptions Options, int Lives, int Lost, int Duplicated, IReadOnlyList<string> Wrong,
    string? Failure, IReadOnlyDictionary<string, int> Faults, string? Kept)
{
    private const int MostPrinted = 20;

    public bool IsRight => Failure is null && Wrong.Count == 0;

    /// <summary>Prints it and returns the exit code.</summary>
    public int Print()
    {
        foreach (string wrong in Wrong.Take(MostPrinted))
        {
            Console.WriteLine(wrong);
        }

        if (Failure is not null)
        {
            Console.WriteLine(Failure);
        }

        if (!IsRight)
        {
            Console.WriteLine($"again: dotnet run -c {(TwinRuns.Exist ? "Twin" : "Release")} --project tests/HotStream.Torture -- --lives "
                + $"{Options.Lives} --seed {Options.Seed}{(Options.Twin is { } twin ? " --twin " + twin : string.Empty)}"
                + $"{(Options.With is { } with ? $" --with '{with}'" : string.Empty)}"
                + $"{(Options.Only is { } only ? $" --only '{only}'" : string.Empty)}; its files are in " + Kept);
        }

        Console.WriteLine(string.Join(", ", Faults.Select(fault => $"{fault.Key} {fault.Value}")));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"lives {Lives}, lost {Lost}, duplicated {Duplicated}"));
        return IsRight ? 0 : 1;
    }
}

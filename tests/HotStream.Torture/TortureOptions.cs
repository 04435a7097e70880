using System.Globalization;

namespace HotStream.Torture;

/// <summary>What the command line asks for.</summary>
/// <param name="Lives">How often the program is started; except the last time it is ended by force, or now and then gracefully.</param>
/// <param name="Seed">Of everything that is chosen at random. What a kill hits is not repeatable, everything else is.</param>
/// <param name="Twin">A deliberate fault to run with; null for none.</param>
/// <param name="Twins">Whether to run with each deliberate fault, or with that one, and expect it to be found.</param>
/// <param name="With">What else takes part, by name, though its server takes seconds to start.</param>
/// <param name="Only">What alone takes part of what has a server, by name; null for all.</param>
/// <param name="Directory">Where to work; null for a new one in memory or among temporary ones, removed when nothing was
/// wrong.</param>
internal sealed record TortureOptions(int Lives = 10, int Seed = 1, string? Twin = null, bool Twins = false, string? With = null,
    string? Only = null, string? Directory = null)
{
    private const int LivesOfShortRun = 50;

    public const string Usage = "usage: HotStream.Torture [--lives N] [--seed N] [--with NAME,NAME] [--only NAME,NAME] [--directory DIR] "
        + "[--twins] [--twin NAME]";

    /// <summary>Why a system does not take part whose server takes seconds to start; null when it does.</summary>
    public string? WhyNotSlow(string name) => Lives <= LivesOfShortRun && !AsksFor(name)
        ? $"it takes part in more than {LivesOfShortRun} lives, and by --with {name}" : null;

    /// <summary>Why something does not take part while others are asked for alone; null when it may.</summary>
    public string? WhyNotAsked(string name) => Only is null || Has(Only, name) ? null : $"only {Only} is asked for";

    /// <summary>Whether a system takes part whatever stands against it.</summary>
    public bool AsksFor(string name) => Has(With, name) || Has(Only, name);

    /// <summary>Null when the command line is wrong.</summary>
    public static TortureOptions? Parse(string[] arguments)
    {
        var options = new TortureOptions();
        for (int i = 0; i < arguments.Length; i++)
        {
            string? value = i + 1 < arguments.Length ? arguments[i + 1] : null;
            bool isNumber = int.TryParse(value, CultureInfo.InvariantCulture, out int number);
            switch (arguments[i])
            {
                case "--twins":
                    options = options with { Twins = true };
                    continue;
                case "--lives" when isNumber && number > 0:
                    options = options with { Lives = number };
                    break;
                case "--seed" when isNumber:
                    options = options with { Seed = number };
                    break;
                case "--twin" when TwinRuns.Names.Contains(value):
                    options = options with { Twin = value };
                    break;
                case "--with" when value is not null:
                    options = options with { With = value };
                    break;
                case "--only" when value is not null:
                    options = options with { Only = value };
                    break;
                case "--directory" when value is not null:
                    options = options with { Directory = value };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return options;
    }

    private static bool Has(string? names, string name) => names?.Split(',').Contains(name, StringComparer.OrdinalIgnoreCase) is true;
}

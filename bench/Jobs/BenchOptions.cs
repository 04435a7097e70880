using System.Globalization;

namespace HotStream.Bench;

/// <summary>What the command line asked for.</summary>
internal sealed record BenchOptions
{
    private const int QuickMiB = 16;
    private const int QuickRows = 2_000_000;

    /// <summary>Whether every answer is wanted soon, and rates only roughly.</summary>
    public bool IsQuick { get; private init; }

    public int Runs { get; private init; } = 3;

    public string Only { get; private init; } = "";

    /// <summary>Part of a name: loops, limits and systems named so run; empty for all.</summary>
    public string Systems { get; private init; } = "";

    public string? Json { get; private init; }

    public string? Data { get; private init; }

    public int SizeMiB { get; private init; } = 256;

    public int Rows { get; private init; } = 20_000_000;

    /// <summary>Reads options in pairs; throws UsageException with one clear line.</summary>
    public static BenchOptions Parse(ReadOnlySpan<string> arguments)
    {
        var options = new BenchOptions();
        for (var i = 0; i < arguments.Length; i += 2)
        {
            var name = arguments[i];
            if (name == "--quick")
            {
                options = options with { IsQuick = true, Runs = 1, SizeMiB = QuickMiB, Rows = QuickRows };
                i--; // has no value
                continue;
            }

            if (i + 1 == arguments.Length)
                throw new UsageException($"option {name} needs a value");
            var value = arguments[i + 1];
            options = name switch
            {
                "--runs" => options with { Runs = Positive(name, value) },
                "--only" => options with { Only = value },
                "--systems" => options with { Systems = value },
                "--json" => options with { Json = value },
                "--data" => options with { Data = value },
                "--size" => options with { SizeMiB = Positive(name, value) },
                "--rows" => options with { Rows = Positive(name, value) },
                _ => throw new UsageException($"unknown option {name}"),
            };
        }

        return options;
    }

    public static int Positive(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? number
            : throw new UsageException($"{name} needs a whole number above 0, not '{value}'");
}

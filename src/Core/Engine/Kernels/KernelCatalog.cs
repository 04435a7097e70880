namespace HotStream;

/// <summary>
/// Chooses the vector width once per process: the widest the processor runs, or the one named by the environment variable
/// <c>HOTSTREAM_KERNEL</c> (<c>scalar</c>, <c>128</c>, <c>256</c>, <c>512</c>), so that a bug report can be repeated on any machine.
/// </summary>
internal static class KernelCatalog
{
    /// <summary>Environment variable that forces a width.</summary>
    public const string Variable = "HOTSTREAM_KERNEL";

    /// <summary>Name of the width in use.</summary>
    public static string Width { get; } = Choose(Environment.GetEnvironmentVariable(Variable));

    /// <summary>The scanner of the width in use.</summary>
    public static ByteScanner Scanner { get; } = CreateScanner(Width);

    /// <summary>Every width this processor can run, narrowest first.</summary>
    public static IReadOnlyList<string> Supported { get; } = Find();

    /// <summary>Builds the scanner of one width.</summary>
    public static ByteScanner CreateScanner(string width) => width switch
    {
        "scalar" => new ByteScanner<ScalarWidth>(),
        "128" => new ByteScanner<Width128>(),
        "256" => new ByteScanner<Width256>(),
        "512" => new ByteScanner<Width512>(),
        _ => throw Unknown(width),
    };

    /// <summary>The width for a forced name, or the widest supported when it is null or empty.</summary>
    public static string Choose(string? forced)
    {
        IReadOnlyList<string> supported = Find();
        if (string.IsNullOrEmpty(forced))
        {
            return supported[^1];
        }

        return supported.Contains(forced) ? forced : throw Unknown(forced);
    }

    private static List<string> Find()
    {
        var found = new List<string> { ScalarWidth.Name };
        Add<Width128>();
        Add<Width256>();
        Add<Width512>();
        return found;

        void Add<TWidth>()
            where TWidth : struct, IVectorWidth
        {
            if (TWidth.IsSupported)
            {
                found.Add(TWidth.Name);
            }
        }
    }

    private static PlatformNotSupportedException Unknown(string width) =>
        new($"{Variable}={width} is not a vector width this processor runs. Use one of {string.Join(", ", Find())}, or unset it.");
}

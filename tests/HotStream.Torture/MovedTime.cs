using System.Globalization;

namespace HotStream.Torture;

/// <summary>The true time and a distance, which a file says in seconds and another process changes.</summary>
/// <param name="offset">The file.</param>
internal sealed class MovedTime(string offset) : TimeProvider
{
    /// <summary>Names the file in the environment.</summary>
    public const string Variable = "HOTSTREAM_CLOCK_OFFSET";

    /// <summary>What the environment asks for.</summary>
    public static TimeProvider Current => Environment.GetEnvironmentVariable(Variable) is { } file ? new MovedTime(file) : System;

    public override DateTimeOffset GetUtcNow() =>
        base.GetUtcNow().AddSeconds(int.Parse(File.ReadAllText(offset), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
}

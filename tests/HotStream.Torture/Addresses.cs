namespace HotStream.Torture;

/// <summary>How the program reaches what it reads and writes, by name; what does not take part is not among it.</summary>
internal static class Addresses
{
    /// <summary>Port of the sender that wants acknowledgements.</summary>
    public const string Numbered = "numbered";

    /// <summary>Port of the sender that wants none.</summary>
    public const string Socket = "socket";

    /// <summary>Port of another one.</summary>
    public const string Folded = "folded";

    /// <summary>Port to listen on for posts that are answered when they are on disk.</summary>
    public const string Posted = "posted";

    /// <summary>Port to listen on for posts that are answered when their batch is done.</summary>
    public const string Settled = "settled";

    /// <summary>Address of the broker.</summary>
    public const string Broker = "broker";

    /// <summary>As arguments of a command line, <c>name=address</c>.</summary>
    public static string[] ToArguments(IEnumerable<(string Name, string Address)> addresses) =>
        [.. addresses.Select(one => $"{one.Name}={one.Address}")];

    /// <summary>Of what <see cref="ToArguments"/> gave.</summary>
    public static IReadOnlyDictionary<string, string> Of(string[] arguments) =>
        arguments.Select(argument => argument.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts[1]);
}

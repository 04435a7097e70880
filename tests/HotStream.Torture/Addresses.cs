using System.Globalization;

namespace HotStream.Torture;

/// <summary>How the program reaches what it reads and writes.</summary>
/// <param name="NumberedPort">Port of the sender that wants acknowledgements.</param>
/// <param name="SocketPort">Port of the sender that wants none.</param>
/// <param name="FoldedPort">Port of another one.</param>
/// <param name="Broker">Address of the broker; empty for none.</param>
/// <param name="Nats">Address of NATS; empty for none.</param>
/// <param name="Database">How to reach PostgreSQL; empty for none.</param>
internal sealed record Addresses(int NumberedPort, int SocketPort, int FoldedPort, string Broker, string Nats, string Database)
{
    /// <summary>As arguments of a command line.</summary>
    public string[] ToArguments() =>
    [
        NumberedPort.ToString(CultureInfo.InvariantCulture), SocketPort.ToString(CultureInfo.InvariantCulture),
        FoldedPort.ToString(CultureInfo.InvariantCulture), Broker, Nats, Database,
    ];

    /// <summary>Of what <see cref="ToArguments"/> gave.</summary>
    public static Addresses Of(string[] arguments) => new(int.Parse(arguments[0], CultureInfo.InvariantCulture),
        int.Parse(arguments[1], CultureInfo.InvariantCulture), int.Parse(arguments[2], CultureInfo.InvariantCulture), arguments[3],
        arguments[4], arguments[5]);
}

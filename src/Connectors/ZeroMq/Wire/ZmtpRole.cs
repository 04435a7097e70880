namespace HotStream.ZeroMq;

/// <summary>Who we are in a greeting.</summary>
/// <param name="Socket">Our type of socket: SUB, PULL, PUB, PUSH.</param>
/// <param name="Peers">The types that it speaks with.</param>
/// <param name="User">The user of PLAIN, or null for NULL, without a password.</param>
/// <param name="Password">The password of PLAIN.</param>
/// <param name="IsServer">Whether we are the one that judges the password: who listens.</param>
internal sealed record ZmtpRole(string Socket, string[] Peers, byte[]? User, byte[]? Password, bool IsServer)
{
    public const int LengthMax = 255; // of user and password

    public string Mechanism => User is null ? "NULL" : "PLAIN";
}

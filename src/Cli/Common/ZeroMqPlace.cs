using System.Net;

namespace HotStream.Cli;

/// <summary>A peer of ZeroMQ, or a port of ours to which peers connect.</summary>
/// <param name="Server">Where it is.</param>
/// <param name="Listens">Where to listen; null when we connect.</param>
/// <param name="User">User; null for none.</param>
/// <param name="Password">Password; null for none.</param>
internal sealed record ZeroMqPlace(HostPort Server, IPEndPoint? Listens, string? User, string? Password)
{
    /// <summary>What to call it in messages.</summary>
    public string Name => $"zeromq {Server}";

    /// <summary>As ZeroMQ writes it.</summary>
    public string Address => $"tcp://{Listens?.ToString() ?? Server.ToString()}";

    public static ZeroMqPlace Read(AddressReader reader)
    {
        if (reader.Address is { Password: not null, User: null })
        {
            throw reader.Problem("has a password without a user");
        }

        return new ZeroMqPlace(reader.Server(), reader.Has("listen") ? reader.ListenAt() : null, reader.Address.User,
            reader.Address.Password);
    }

    /// <summary>Writes into options how to connect or listen.</summary>
    public T Fill<T>(T options)
        where T : ZeroMqOptions
    {
        options.Bind = Listens is not null;
        options.UserName = User;
        options.Password = Password;
        return options;
    }

    /// <summary>Nothing more: a record would print its password.</summary>
    public override string ToString() => Name;
}

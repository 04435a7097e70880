using System.Net;
using Npgsql;

namespace HotStream.Cli;

/// <summary>Takes what an address says, setting by setting, and refuses what nobody took.</summary>
/// <param name="address">The address.</param>
/// <param name="shown">The address, fit to be shown.</param>
/// <param name="example">How to write one.</param>
internal sealed class AddressReader(ServerAddress address, string shown, string example)
{
    private readonly Dictionary<string, string> _settings = new(address.Query);

    public ServerAddress Address => address;

    /// <summary>The address, fit to be shown.</summary>
    public string Shown => shown;

    /// <summary>The path; refused when there is none.</summary>
    /// <param name="what">What it names: <c>topic</c>.</param>
    public string Path(string what) => address.Path.Length > 0 ? address.Path : throw Problem($"names no {what}");

    /// <summary>Refuses a path.</summary>
    public void NoPath()
    {
        if (address.Path.Length > 0)
        {
            throw Problem($"has '{PlainText.Of(address.Path)}' behind the server");
        }
    }

    /// <summary>The server, whose port must be named.</summary>
    public HostPort Server() => new(address.Host, address.Port ?? throw Problem("names no port"));

    /// <summary>The address and port of this machine to listen at.</summary>
    /// <exception cref="FormatException">It is no address of a machine.</exception>
    public IPEndPoint ListenAt()
    {
        HostPort server = Server();
        return HostPort.ParseListen((server.Host == "localhost" ? server with { Host = "127.0.0.1" } : server).ToString());
    }

    /// <summary>A setting; null when there is none, or an empty one.</summary>
    public string? Take(string name) => _settings.Remove(name, out string? value) && value.Length > 0 ? value : null;

    /// <summary>Whether a setting stands there, with or without a value.</summary>
    public bool Has(string name) => _settings.Remove(name);

    /// <summary>A setting that must be there.</summary>
    public string Need(string name) => Take(name) ?? throw Problem($"names no {name}");

    /// <summary>A setting that is a list with commas; empty when there is none.</summary>
    public string[] TakeList(string name) => Take(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries) ?? [];

    /// <summary>Where to begin: <c>start=first</c>, which is the default, or <c>start=next</c>.</summary>
    /// <returns>Whether with what comes next.</returns>
    public bool TakeStartsNext() => Take("start") switch
    {
        null or "first" => false,
        "next" => true,
        _ => throw Problem("has another start than first or next"),
    };

    /// <summary>All settings whose names have a dot, which are a client library's own.</summary>
    public IReadOnlyDictionary<string, string> TakeDotted()
    {
        Dictionary<string, string> dotted =
            _settings.Where(setting => setting.Key.Contains('.', StringComparison.Ordinal)).ToDictionary(StringComparer.Ordinal);
        foreach (string name in dotted.Keys)
        {
            _settings.Remove(name);
        }

        return dotted;
    }

    /// <summary>
    /// How to reach a PostgreSQL, and how TLS was asked for: null for the driver's way, which is TLS if the server offers it.
    /// </summary>
    public (NpgsqlConnectionStringBuilder Connection, SslMode? Tls) TakePostgres()
    {
        string? mode = Take("sslmode");
        SslMode? tls = mode switch
        {
            null => null,
            "disable" => SslMode.Disable,
            "prefer" => SslMode.Prefer,
            "require" => SslMode.Require,
            "verify-ca" => SslMode.VerifyCA,
            "verify-full" => SslMode.VerifyFull,
            _ => throw new FormatException(
                $"sslmode={PlainText.Of(mode)} is unknown; write disable, prefer, require, verify-ca or verify-full."),
        };
        var connection = new NpgsqlConnectionStringBuilder
        {
            Host = address.Host,
            Port = address.Port ?? NpgsqlConnection.DefaultPort,
            Database = address.Path,
            Username = address.User,
            Password = address.Password,
        };
        if (tls is { } asked)
        {
            connection.SslMode = asked;
        }

        return (connection, tls);
    }

    /// <summary>Refuses settings that nobody took.</summary>
    public void RefuseOthers()
    {
        if (_settings.Count > 0)
        {
            throw Problem(
                $"asks for something unknown: {string.Join(", ", _settings.Keys.Select(name => $"'{PlainText.Of(name)}'"))}");
        }
    }

    /// <summary>What is wrong with it, and how to write it.</summary>
    public FormatException Problem(string problem, Exception? cause = null) => new($"'{shown}' {problem}; write {example}.", cause);
}

using System.Globalization;

namespace HotStream.Redis;

/// <summary>Where a server is: <c>redis://HOST:6379/DATABASE</c> or, for TLS, <c>rediss://</c>; port and database may be missing.</summary>
internal sealed record RedisAddress(string Host, int Port, bool IsTls, int Database)
{
    private const int DefaultPort = 6379;

    public override string ToString() => $"{(IsTls ? "rediss" : "redis")}://{Host}:{Port}{(Database == 0 ? "" : $"/{Database}")}";

    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static RedisAddress Parse(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        int database = 0;
        bool isWellFormed = Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0
            && uri.Query.Length == 0 && uri.Scheme is "redis" or "rediss" && (uri!.AbsolutePath is "" or "/"
                || int.TryParse(uri.AbsolutePath.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out database));
        return isWellFormed
            ? new RedisAddress(uri!.DnsSafeHost, uri.Port > 0 ? uri.Port : DefaultPort, uri.Scheme == "rediss", database)
            : throw new ArgumentException($"'{PlainText.Address(address)}' is not the address of a Redis server: write "
                + "redis://HOST:6379/DATABASE, or rediss://HOST:6379/DATABASE for TLS, and put user and password into the options.",
                nameof(address));
    }

    /// <exception cref="ArgumentException">It is empty.</exception>
    public static string CheckKey(string key, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(key, parameter);
        return key;
    }
}

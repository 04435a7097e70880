using System.Data.Common;
using System.Net.Sockets;

namespace HotStream.Sinks;

/// <summary>What an error of any database means for a batch, as far as ADO.NET tells.</summary>
internal static class DatabaseErrors
{
    /// <summary>Whether values were refused: SQLSTATE class 22 (data) or 23 (constraints), which are of the SQL standard. A driver that gives no SQLSTATE refuses nothing, it fails.</summary>
    public static bool IsRefusal(DbException error) =>
        error.SqlState is { Length: 5 } state && (state.StartsWith("22", StringComparison.Ordinal) || state.StartsWith("23", StringComparison.Ordinal));

    public static bool IsTransient(Exception error) => error switch
    {
        DbException database => database.IsTransient || database.InnerException is { } cause && IsTransient(cause),
        _ => error is IOException or SocketException or TimeoutException,
    };
}

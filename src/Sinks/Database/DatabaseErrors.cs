using System.Data.Common;
using System.Net.Sockets;

namespace HotStream.Sinks;

/// <summary>
/// What an error of any database means for a batch, as far as ADO.NET says: the table of this sink. A driver that gives no SQLSTATE refuses
/// nothing, it fails, or calls its error transient.
/// </summary>
internal static class DatabaseErrors
{
    /// <summary>Judges an error.</summary>
    /// <param name="state">SQLSTATE, whose classes are of the SQL standard; null or empty when the driver gives none.</param>
    /// <param name="isTransient">What the driver says.</param>
    public static DatabaseVerdict Judge(string? state, bool isTransient) => state switch
    {
        // data, constraints, a view's check, too large
        { Length: 5 } when state[..2] is "22" or "23" or "44" or "54" => DatabaseVerdict.Record,
        // connection, deadlock, resources, the server's system
        { Length: 5 } when state[..2] is "08" or "40" or "53" or "58" => DatabaseVerdict.Again,
        // read-only, locked, cancelled, shut down, starting
        "25006" or "55P03" or "57014" or "57P01" or "57P02" or "57P03" => DatabaseVerdict.Again,
        _ => isTransient ? DatabaseVerdict.Again : DatabaseVerdict.Fail,
    };

    /// <summary>Judges what a driver threw.</summary>
    public static DatabaseVerdict Judge(Exception error) => error switch
    {
        DbException database when database.SqlState is null && database.InnerException is { } cause && !database.IsTransient =>
            Judge(cause) == DatabaseVerdict.Again ? DatabaseVerdict.Again : DatabaseVerdict.Fail,
        DbException database => Judge(database.SqlState, database.IsTransient),
        IOException or SocketException or TimeoutException => DatabaseVerdict.Again,
        _ => DatabaseVerdict.Fail,
    };
}

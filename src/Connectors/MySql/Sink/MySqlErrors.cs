using System.Globalization;
using System.Net.Sockets;
using System.Security.Authentication;
using MySqlConnector;

namespace HotStream.MySql;

/// <summary>
/// What an error of the server or of the way to it means for a batch. By number, as most have SQLSTATE HY000. Numbers below 1900 and from
/// 3000 are those of MySQL's reference, the others, and 4025, MariaDB's.
/// </summary>
internal static class MySqlErrors
{
    /// <summary>Judges a number.</summary>
    public static DatabaseVerdict Judge(int number) => number switch
    {
        1048 or 1062 or 1138 or 1169 or 1216 or 1217 or 1451 or 1452 or 1557 or 1586 or 1761 or 1762 => DatabaseVerdict.Record, // keys
        3819 or 4025 => DatabaseVerdict.Record,                                                             // a CHECK
        1264 or 1265 or 1292 or 1300 or 1366 or 1367 or 1406 or 1411 or 1416 or 1525 or 1690 => DatabaseVerdict.Record, // a value
        1977 or 3140 or 3141 or 3156 or 3903 or 4038 => DatabaseVerdict.Record,                             // JSON, a value for a function
        1118 or 1526 or 1644 or 1748 => DatabaseVerdict.Record,                    // row too large, no partition for it, a trigger
        1205 or 1206 or 1213 or 1613 or 1614 or 3058 or 3572 => DatabaseVerdict.Again,                      // another transaction, locks
        1020 or 1180 or 1181 or 3100 or 3101 or 3506 => DatabaseVerdict.Again,                              // a commit that others prevent
        1290 or 1792 or 1836 or 1047 => DatabaseVerdict.Again,                     // read-only; a node that is not in its cluster yet
        1015 or 1021 or 1026 or 1030 or 1037 or 1038 or 1041 or 1114 or 1135 => DatabaseVerdict.Again,      // disk, memory, threads
        1040 or 1129 or 1203 or 1226 => DatabaseVerdict.Again,                                              // too many connections
        1042 or 1043 or 1053 or 1077 or 1079 or 1152 or 1158 or 1159 or 1160 or 1161 or 1184 => DatabaseVerdict.Again, // the connection
        1153 => DatabaseVerdict.Again,                                             // the limit was lowered: the next attempt asks for it
        1317 or 1927 or 1969 or 3024 or 3169 or 4031 => DatabaseVerdict.Again,                              // cancelled, killed, too long
        1412 or 1615 or 1684 => DatabaseVerdict.Again,                                                      // the table was just changed
        _ => DatabaseVerdict.Fail,                                                 // rights, tables, columns, settings
    };

    /// <summary>Judges what the driver threw.</summary>
    public static DatabaseVerdict Judge(Exception error) => error switch
    {
        MySqlRowTooLargeException => DatabaseVerdict.Record,
        MySqlException { InnerException: AuthenticationException } => DatabaseVerdict.Fail, // whose certificate it is does not pass
        MySqlException { SqlState: "45000" } => DatabaseVerdict.Record,            // raised by a trigger under a number of its own
        MySqlException { ErrorCode: MySqlErrorCode.CommandTimeoutExpired or MySqlErrorCode.UnableToConnectToHost } => DatabaseVerdict.Again,
        MySqlException { Number: 0, InnerException: null } => DatabaseVerdict.Again, // no answer of the server's
        MySqlException { Number: 0, InnerException: { } cause } => Judge(cause),
        MySqlException { IsTransient: true } => DatabaseVerdict.Again,
        MySqlException server => Judge(server.Number),
        IOException or SocketException or TimeoutException => DatabaseVerdict.Again,
        _ => DatabaseVerdict.Fail,
    };

    /// <summary>Which row of a statement the server complains of, from 0, or -1: its words end in "at row 12".</summary>
    public static int RowOf(Exception error)
    {
        const string Word = " at row ";
        ReadOnlySpan<char> words = error is MySqlException { Number: > 0 } ? error.Message : "";
        int start = words.LastIndexOf(Word);
        return start >= 0 && int.TryParse(words[(start + Word.Length)..], NumberStyles.None, CultureInfo.InvariantCulture, out int row)
            ? row - 1 : -1;
    }

    /// <summary>The server's words, and what to do about them.</summary>
    public static string Explain(Exception error)
    {
        string words = PlainText.Of(error.Message, 2048).TrimEnd('.');
        string remedy = error is MySqlException server ? Remedy(server) : "";
        return error is MySqlException { Number: > 0 and var number } ? $"{words} (error {number}).{remedy}" : $"{words}.{remedy}";
    }

    private static string Remedy(MySqlException error) => error switch
    {
        { InnerException: AuthenticationException } => " Correct the server's certificate, or SslCa and SslMode of the connection string.",
        { ErrorCode: MySqlErrorCode.UnableToConnectToHost } or { Number: 0 } => " Start the server, or correct the connection string.",
        _ => Remedy(error.Number),
    };

    private static string Remedy(int number) => number switch
    {
        1044 or 1049 => " Create the database, or give this user the right to use it.",
        1045 or 1698 or 3118 or 1820 or 1862 => " Correct user and password of the connection string.",
        1142 or 1143 or 1227 => " Give this user the right to write to the table (GRANT INSERT, SELECT, and UPDATE with a key).",
        1146 => " The table is gone: create it again.",
        1054 or 1136 => " The table has changed: start the program again, or correct the columns.",
        1364 => " Fill the column, or give it a default.",
        1021 or 1026 or 1030 or 1114 => " The server's disk, or the table, may be full: make room.",
        1040 or 1203 or 1226 => " Raise the server's limit of connections, or lower MaximumPoolSize of the connection string.",
        1290 or 1792 or 1836 => " The server is read-only: it may be a replica; name the primary.",
        1153 => " Raise the server's max_allowed_packet.",
        1665 => " Set the server's binlog_format to ROW or MIXED.",
        _ => "",
    };
}

using System.Globalization;
using System.Net.Sockets;
using Npgsql;

namespace HotStream.Sinks;

/// <summary>What an error of the server or of the way to it means for a batch. Codes: PostgreSQL's documentation, appendix A.</summary>
internal static class PostgresErrors
{
    /// <summary>Whether the server refused values: bad data, a broken constraint, a view's check, a trigger that raised an exception.</summary>
    public static bool IsRefusal(PostgresException error) =>
        error.SqlState.StartsWith("22", StringComparison.Ordinal) || error.SqlState.StartsWith("23", StringComparison.Ordinal) || error.SqlState is "44000" or "P0001";

    /// <summary>Whether the same may succeed later: no connection, server restarting or out of resources, conflict with another transaction.</summary>
    public static bool IsTransient(Exception error) => error switch
    {
        PostgresException server => server.SqlState[..2] is "08" or "53" || server.SqlState is "57P01" or "57P02" or "57P03" or "57P05" or "57014" or "40001" or "40P01" or "40003" or "55P03" or "25P03",
        NpgsqlException { InnerException: { } cause } => IsTransient(cause),
        NpgsqlException npgsql => npgsql.IsTransient,
        _ => error is IOException or SocketException or TimeoutException,
    };

    /// <summary>Which row of a COPY the server complains of, from 0, or -1. Its context begins "COPY table, line 12".</summary>
    public static int RowOf(PostgresException error)
    {
        const string Word = ", line ";
        ReadOnlySpan<char> where = error.Where;
        int start = where.IndexOf(Word);
        if (start < 0)
        {
            return -1;
        }

        where = where[(start + Word.Length)..];
        int end = where.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? where : where[..end], NumberStyles.None, CultureInfo.InvariantCulture, out int line) ? line - 1 : -1;
    }

    /// <summary>The server's words about a refused row.</summary>
    public static string Reason(PostgresException error) =>
        string.IsNullOrEmpty(error.Detail) ? $"{error.MessageText} (SQLSTATE {error.SqlState})" : $"{error.MessageText}: {error.Detail} (SQLSTATE {error.SqlState})";
}

using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace HotStream.Sinks;

/// <summary>
/// What an error of the server or of the way to it means for a batch: the table of this sink. Codes:
/// PostgreSQL's documentation, appendix A.
/// </summary>
internal static class PostgresErrors
{
    /// <summary>Judges a code.</summary>
    /// <param name="state">SQLSTATE.</param>
    public static Judgement Judge(string state) => state switch
    {
        "44000" or "P0001" => Judgement.Record,                        // a view's check, a trigger that raised an exception
        // read-only: a standby, about to be promoted; idle too long in a transaction
        "25006" or "25P03" => Judgement.Again,
        "40001" or "40P01" or "40003" => Judgement.Again,              // another transaction was in the way
        "55006" or "55P03" => Judgement.Again,                         // in use, locked
        // cancelled, shut down by an administrator, crashed, starting
        "57014" or "57P01" or "57P02" or "57P03" or "57P05" => Judgement.Again,
        _ when state.Length != 5 => Judgement.Fail,
        _ => state[..2] switch
        {
            "22" or "23" => Judgement.Record,                          // a value, a constraint
            "54" => Judgement.Record,                                  // a row or an index entry that is too large
            // the connection; disk full, memory, too many connections; the server's disk or system
            "08" or "53" or "58" => Judgement.Again,
            _ => Judgement.Fail,                                       // 28 who we are, 3D and 42 rights, tables, columns; 0A, 57P04, XX
        },
    };

    /// <summary>Whether the server refused rows, not the batch.</summary>
    public static bool IsRefusal(PostgresException error) => Judge(error.SqlState) == Judgement.Record;

    /// <summary>
    /// Whether the same may succeed later: no connection, server restarting or out of resources, conflict with another transaction.
    /// </summary>
    public static bool IsTransient(Exception error) => error switch
    {
        PostgresException server => Judge(server.SqlState) == Judgement.Again,
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

    /// <summary>All the server's words about an error, in one line.</summary>
    public static string Reason(PostgresException error)
    {
        var reason = new StringBuilder(error.MessageText);
        Add(": ", error.Detail);
        Add(". Hint: ", error.Hint);
        Add(". Where: ", error.Where);
        Add(". Table: ", error.TableName);
        Add(". Column: ", error.ColumnName);
        Add(". Type: ", error.DataTypeName);
        Add(". Constraint: ", error.ConstraintName);
        return PlainText.Of(reason.Append(CultureInfo.InvariantCulture, $" (SQLSTATE {error.SqlState})").ToString(), 4096);

        void Add(string name, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                reason.Append(name).Append(text);
            }
        }
    }

    /// <summary>Why a row was refused, and what to do about it.</summary>
    public static string Refusal(PostgresException error) =>
        $"The server refused it: {Reason(error)}. " + (error.SqlState.StartsWith("23", StringComparison.Ordinal)
            ? "Correct the record, or the table's constraint." : "Correct the record, or the column's type.");

    /// <summary>Why a batch failed, and what to do about it.</summary>
    public static string Remedy(string state) => state switch
    {
        "42501" => "Give this user the right to write to the table (GRANT INSERT, and UPDATE with a key).",
        "42P01" or "3F000" => "The table is gone: create it again; a sink made before asks for its columns when the program starts.",
        "42703" or "42804" => "The table has changed: start the program again, or correct the columns.",
        "53100" => "The server's disk is full: make room.",
        "53300" => "The server has too many connections: raise max_connections, or lower ConnectionsMax.",
        "25006" => "The server is read-only: it may be a standby; name the primary.",
        _ when state.StartsWith("28", StringComparison.Ordinal) => "Correct user and password of the connection string, or pg_hba.conf.",
        _ when state.StartsWith("3D", StringComparison.Ordinal) => "Create the database, or correct the connection string.",
        _ => "The server's reason says what to change.",
    };
}

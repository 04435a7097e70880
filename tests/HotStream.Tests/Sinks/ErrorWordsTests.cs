using System.Data.Common;
using System.Net.Sockets;
using HotStream.Sinks;
using Npgsql;

namespace HotStream.Tests.Sinks;

/// <summary>What is read from an error beside its code, and what is said of it.</summary>
public sealed class ErrorWordsTests
{
    [Theory]
    [InlineData("COPY t, line 12, column a: \"x\"", 11)]
    [InlineData("COPY t, line 1", 0)]
    [InlineData("COPY t, line x", -1)]
    [InlineData("COPY t, line ", -1)]
    [InlineData("SQL statement", -1)]
    [InlineData(null, -1)]
    public void The_row_of_a_COPY_is_read_from_the_context(string? where, int row) =>
        Assert.Equal(row, PostgresErrors.RowOf(Postgres("22P02", where: where)));

    [Fact]
    public void The_reason_holds_all_words_of_the_server_in_one_line()
    {
        Assert.Equal(
            "it failed: a detail. Hint: a hint. Where: a place. Table: t. Column: c. Type: d. Constraint: k (SQLSTATE 23505)",
            PostgresErrors.Reason(new PostgresException("it failed", "ERROR", "ERROR", "23505", detail: "a detail", hint: "a hint",
                where: "a place", tableName: "t", columnName: "c", dataTypeName: "d", constraintName: "k")));
        Assert.Equal("it failed (SQLSTATE 22001)", PostgresErrors.Reason(Postgres("22001")));
    }

    [Theory]
    [InlineData("23505", "table's constraint")]
    [InlineData("22001", "column's type")]
    public void A_refusal_says_what_to_correct(string state, string remedy)
    {
        string refusal = PostgresErrors.Refusal(Postgres(state));
        Assert.StartsWith($"The server refused it: it failed (SQLSTATE {state}). Correct the record", refusal, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("42501", "GRANT INSERT")]
    [InlineData("42P01", "create it again")]
    [InlineData("3F000", "create it again")]
    [InlineData("42703", "correct the columns")]
    [InlineData("42804", "correct the columns")]
    [InlineData("53100", "disk is full")]
    [InlineData("53300", "max_connections")]
    [InlineData("25006", "name the primary")]
    [InlineData("28P01", "pg_hba.conf")]
    [InlineData("28000", "pg_hba.conf")]
    [InlineData("3D000", "Create the database")]
    [InlineData("XX000", "reason says")]
    public void A_failed_batch_comes_with_what_to_do(string state, string remedy) =>
        Assert.Contains(remedy, PostgresErrors.Remedy(state), StringComparison.Ordinal);

    [Fact]
    public void What_may_pass_is_told_from_what_may_not()
    {
        Assert.True(PostgresErrors.IsTransient(Postgres("53300")));
        Assert.False(PostgresErrors.IsTransient(Postgres("23505")));
        Assert.True(PostgresErrors.IsRefusal(Postgres("23505")));
        Assert.False(PostgresErrors.IsRefusal(Postgres("53300")));
        Assert.False(PostgresErrors.IsRefusal(Postgres("42501")));
        Assert.True(PostgresErrors.IsTransient(new NpgsqlException("x", new SocketException())));
        Assert.True(PostgresErrors.IsTransient(new NpgsqlException("x", Postgres("57P03"))));
        Assert.False(PostgresErrors.IsTransient(new NpgsqlException("x", Postgres("28P01"))));
        Assert.False(PostgresErrors.IsTransient(new NpgsqlException("x", new InvalidOperationException())));
        Assert.False(PostgresErrors.IsTransient(new NpgsqlException("x")));
        Assert.True(PostgresErrors.IsTransient(new IOException()));
        Assert.True(PostgresErrors.IsTransient(new SocketException()));
        Assert.True(PostgresErrors.IsTransient(new TimeoutException()));
        Assert.False(PostgresErrors.IsTransient(new InvalidOperationException()));
    }

    [Theory]
    [InlineData("22003", false, true, false)]
    [InlineData("40001", false, false, true)]
    [InlineData("42000", false, false, false)]
    [InlineData("42000", true, false, true)]
    [InlineData(null, true, false, true)]
    [InlineData(null, false, false, false)]
    public void An_error_of_any_database_refuses_passes_or_lasts(string? state, bool isTransient, bool refuses, bool mayPass)
    {
        DatabaseVerdict verdict = DatabaseErrors.Judge(new AnyError(state, isTransient));
        Assert.Equal(refuses, verdict == DatabaseVerdict.Record);
        Assert.Equal(mayPass, verdict == DatabaseVerdict.Again);
    }

    [Fact]
    public void A_driver_without_a_state_is_judged_by_what_is_inside_its_error()
    {
        Assert.Equal(DatabaseVerdict.Again, DatabaseErrors.Judge(new AnyError(null, false, new SocketException())));
        Assert.Equal(DatabaseVerdict.Fail, DatabaseErrors.Judge(new AnyError(null, false, new InvalidOperationException())));
        Assert.Equal(DatabaseVerdict.Fail, DatabaseErrors.Judge(new AnyError("42000", false, new SocketException())));
        Assert.Equal(DatabaseVerdict.Again, DatabaseErrors.Judge(new IOException()));
        Assert.Equal(DatabaseVerdict.Again, DatabaseErrors.Judge(new TimeoutException()));
        Assert.Equal(DatabaseVerdict.Fail, DatabaseErrors.Judge(new InvalidOperationException()));
    }

    [Theory]
    [InlineData(1, "right to write")]
    [InlineData(5, "The disk fails")]
    [InlineData(13, "right to write")]
    [InlineData(20, "choose another path")]
    [InlineData(24, "ulimit -n")]
    [InlineData(27, "files end earlier")]
    [InlineData(28, "make room")]
    [InlineData(30, "read-only")]
    [InlineData(122, "quota")]
    [InlineData(2, "Look at the disk")]
    public void An_error_of_a_file_system_names_the_sink_the_cause_and_what_to_do(int error, string remedy)
    {
        var cause = new IOException("as the system says", error);
        IOException said = FileErrors.Explain("files x", cause);
        Assert.StartsWith("files x could not be written: as the system says ", said.Message, StringComparison.Ordinal);
        Assert.Contains(remedy, said.Message, StringComparison.Ordinal);
        Assert.Same(cause, said.InnerException);
    }

    [Fact]
    public void Errors_of_files_are_told_from_faults()
    {
        Assert.True(FileErrors.IsOne(new IOException()));
        Assert.True(FileErrors.IsOne(new UnauthorizedAccessException()));
        Assert.False(FileErrors.IsOne(new InvalidOperationException()));
        Assert.Contains("Look at the disk", FileErrors.Explain("files x", new UnauthorizedAccessException("no")).Message,
            StringComparison.Ordinal);
    }

    private static PostgresException Postgres(string state, string? where = null) =>
        new("it failed", "ERROR", "ERROR", state, where: where);

    private sealed class AnyError(string? state, bool isTransient, Exception? cause = null) : DbException("any", cause)
    {
        public override string? SqlState => state;

        public override bool IsTransient => isTransient;
    }
}

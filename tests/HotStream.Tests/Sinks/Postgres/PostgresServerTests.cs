namespace HotStream.Tests.Sinks.Postgres;

public sealed class PostgresServerTests
{
    [Fact]
    public void A_killed_server_comes_back_with_what_was_committed()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.WhyNot);
        using PostgresServer server = PostgresServer.Start(durable: true);
        Run("CREATE TABLE kept (id int)");
        Run("INSERT INTO kept VALUES (1)");
        server.Kill();
        Assert.ThrowsAny<Npgsql.NpgsqlException>(() => Run("INSERT INTO kept VALUES (2)"));
        server.Restart();
        Assert.Equal(["1"], Run("SELECT id FROM kept"));

        string[] Run(string sql)
        {
            using var connection = new Npgsql.NpgsqlConnection(server.ConnectionString + ";Pooling=false");
            connection.Open();
            return PostgresFixture.Rows(connection, sql);
        }
    }
}

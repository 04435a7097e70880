using HotStream.Tests.Connectors.Postgres;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The job of docs/postgres-changes.md, word for word, against a real server.</summary>
[Collection(PostgresChangeCollection.Name)]
public sealed class ReadmePostgresChangeJobs(PostgresChangeFixture fixture)
{
    [Fact]
    public void Orders_are_copied_into_another_table()
    {
        PostgresChangeServer server = fixture.Server;
        server.Execute("CREATE TABLE orders (id bigint PRIMARY KEY, euros float8); CREATE TABLE copies (id bigint, euros float8)");
        server.Execute("CREATE PUBLICATION orders FOR TABLE orders");
        server.Execute("SELECT pg_create_logical_replication_slot('copies', 'pgoutput')");
        using var engine = new Engine(partitions: 2);
        StreamingContext context = engine.Context;
        string connection = server.ConnectionString;

        // readme: postgres-changes
        context.PostgresChangeStream(connection, slot: "copies", publication: "orders")
               .Filter(change => change.Kind == PostgresChangeKind.Insert)
               .ParseJson(["id", "euros"], (change, row) => KeyValuePair.Create(row.GetInt64("id"), row.GetDouble("euros")))
               .SaveToPostgres(new PostgresOptions { ConnectionString = connection, Table = "copies" },
                   columns => columns.Add("id", x => x.Key).Add("euros", x => x.Value));

        // end
        server.Execute("INSERT INTO orders VALUES (1, 2.5), (2, 10); DELETE FROM orders WHERE id = 1");
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return server.Rows("SELECT * FROM copies").Length >= 2;
            },
            "orders were copied");
        Assert.Equal(["1|2.5", "2|10"], server.Rows("SELECT id, euros FROM copies ORDER BY id"));
    }
}

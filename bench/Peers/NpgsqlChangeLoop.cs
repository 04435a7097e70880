using System.Globalization;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace HotStream.Bench;

/// <summary>
/// Npgsql's replication as its documents have it: a loop over messages, each value of a row read as the text that the server sends, what
/// was read confirmed with each transaction. The second half is measured.
/// </summary>
internal static class NpgsqlChangeLoop
{
    public static JobOutcome Run(ChangeTable table) => table.Read(slot =>
    {
        long count = 0;
        long sum = 0;
        long characters = 0;
        RunMeter? half = null;
        long before = 0;
        RunAsync().GetAwaiter().GetResult();
        return half!.Value.Outcome(count, () => characters > 0 ? QueueTexts.AnswerOf(count, sum) : default, count - before);

        async Task RunAsync()
        {
            await using var connection = new LogicalReplicationConnection(table.ConnectionString);
            await connection.Open();
            using var stop = new CancellationTokenSource();
            var messages = connection.StartReplication(new PgOutputReplicationSlot(slot),
                new PgOutputReplicationOptions(ChangeTable.Publication, PgOutputProtocolVersion.V1), stop.Token);
            await foreach (PgOutputReplicationMessage message in messages)
            {
                if (message is InsertMessage insert)
                {
                    var column = 0;
                    await foreach (ReplicationValue value in insert.NewRow)
                    {
                        string text = await value.Get<string>();
                        if (column++ == 0)
                            sum += long.Parse(text, CultureInfo.InvariantCulture);
                        else
                            characters += text.Length;
                    }

                    count++;
                    if (half is null && count >= table.Count / 2)
                        (half, before) = (new RunMeter(), count);
                }
                else if (message is CommitMessage)
                {
                    connection.SetReplicationStatus(message.WalEnd);
                    if (count == table.Count)
                        break;
                }
            }
        }
    });
}

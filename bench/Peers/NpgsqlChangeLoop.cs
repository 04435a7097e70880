using System.Diagnostics;
using System.Globalization;
using Npgsql.Replication;
using Npgsql.Replication.PgOutput;
using Npgsql.Replication.PgOutput.Messages;

namespace HotStream.Bench;

/// <summary>
/// Npgsql's replication as its documents have it: a loop over messages, each value of a row read as the text that the server sends, what
/// was read confirmed with each transaction.
/// </summary>
internal static class NpgsqlChangeLoop
{
    public static JobOutcome Run(ChangeTable table) => table.Read(slot =>
    {
        long count = 0;
        long sum = 0;
        long characters = 0;
        long before = GC.GetTotalAllocatedBytes(precise: true);
        long began = Stopwatch.GetTimestamp();
        RunAsync().GetAwaiter().GetResult();
        TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
        return new JobOutcome(count, () => characters > 0 ? QueueTexts.AnswerOf(count, sum) : default)
        {
            Elapsed = elapsed,
            AllocatedBytes = GC.GetTotalAllocatedBytes(precise: true) - before,
        };

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

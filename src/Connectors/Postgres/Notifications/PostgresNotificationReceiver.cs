using System.Text;
using Npgsql;

namespace HotStream.Postgres;

/// <summary>
/// Listens on a channel: a record for each notification, its payload. Nothing is acknowledged: what is sent while the connection is away is
/// lost.
/// </summary>
internal sealed class PostgresNotificationReceiver(PostgresPlace place, string channel, PostgresNotificationOptions options)
    : SlabReceiver<Utf8Slice>
{
    private const int LeastBytes = 64;

    public override string Name => $"{place}, channel {PlainText.Of(channel)}";

    protected override DeadLetter Describe(in Utf8Slice record) => new(Name, "", "", record.Bytes);

    protected override void Run()
    {
        using SlabWriter<Utf8Slice> writer = CreateWriter();
        try
        {
            using var connection = new NpgsqlConnection(place.ToConnectionString(options.KeepAlive));
            connection.OpenAsync(Stopping).GetAwaiter().GetResult();
            connection.Notification += (_, notification) => Take(notification.Payload, writer);
            using (var listen = new NpgsqlCommand($"LISTEN \"{channel.Replace("\"", "\"\"", StringComparison.Ordinal)}\"", connection))
            {
                listen.ExecuteNonQuery();
            }

            options.OnSubscribed?.Invoke();
            ReportProgress();
            while (!IsStopped)
            {
                connection.WaitAsync(Stopping).GetAwaiter().GetResult();
                writer.Publish();
                ReportProgress();
            }
        }
        catch (Exception) when (IsStopped)
        {
            writer.Publish();
        }
        catch (Exception failure) when (PostgresPlace.IsOfTheServer(failure))
        {
            writer.Publish();
            throw PostgresPlace.Explain(Name, failure);
        }
    }

    private static void Take(string payload, SlabWriter<Utf8Slice> writer)
    {
        int length = Encoding.UTF8.GetByteCount(payload);
        Encoding.UTF8.GetBytes(payload, writer.GetBuffer(Math.Max(length, LeastBytes)));
        writer.Advance(length);
        writer.Add(writer.Slice(0, length));
        writer.Consume(length);
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using HotStream.Tests.Connectors.Kinesis;

namespace HotStream.Torture;

/// <summary>
/// Another member of a group, for a while, that knows of leases only what is written of them: it asks for one and waits until it is given
/// up, or takes it from whoever has it as Amazon's client library does. It renews that, reads nothing, moves no checkpoint, and gives it
/// back, or is gone without a word.
/// </summary>
internal sealed class KinesisVisitor
{
    private const string Name = "visitor";
    private const int RenewMilliseconds = 100;

    private readonly DynamoServer _server;
    private readonly string _table;
    private readonly Thread _thread;
    private volatile bool _isOver;

    public KinesisVisitor(DynamoServer server, string table, TimeSpan time, bool leaves)
    {
        (_server, _table) = (server, table);
        _thread = new Thread(() => Stay((long)time.TotalMilliseconds, leaves)) { IsBackground = true, Name = Name };
        _thread.Start();
    }

    public bool IsGone => !_thread.IsAlive;

    /// <summary>It goes at once, unless a server that stands still holds it.</summary>
    public void End()
    {
        _isOver = true;
        _thread.Join(TimeSpan.FromSeconds(1));
    }

    private void Stay(long milliseconds, bool leaves)
    {
        long end = Environment.TickCount64 + milliseconds;
        bool asks = milliseconds % 2 == 0;
        (string Shard, long Counter)? held = null;
        try
        {
            while (!_isOver && Environment.TickCount64 < end)
            {
                Thread.Sleep(RenewMilliseconds);
                held = held is { } ours ? Change(ours, "SET leaseCounter = :next", "leaseOwner = :me") : Take(asks);
            }

            if (leaves && held is { } last)
            {
                Change(last, "SET leaseCounter = :next REMOVE leaseOwner", "leaseOwner = :me");
            }
        }
        catch (HttpRequestException)
        {
            // the server is away, and so is the visitor
        }
    }

    private (string Shard, long Counter)? Take(bool asks)
    {
        KeyValuePair<string, JsonNode>[] leases = [.. _server.Leases(_table)
            .Where(static lease => (string?)lease.Value["checkpoint"]!["S"] != "SHARD_END")];
        if (leases.Length == 0)
        {
            return null;
        }

        (string shard, JsonNode lease) =
            Array.Find(leases, static lease => TextOf(lease.Value, "hotstreamWantedBy") == Name) is { Key: not null } asked ? asked
                : leases[Environment.TickCount64 % leases.Length];
        long counter = long.Parse((string)lease["leaseCounter"]!["N"]!, CultureInfo.InvariantCulture);
        if (asks && TextOf(lease, "leaseOwner") is not null)
        {
            if (TextOf(lease, "hotstreamWantedBy") is null)
            {
                Change((shard, counter), "SET hotstreamWantedBy = :me", "attribute_exists(leaseOwner)");
            }

            return null;
        }

        return Change((shard, counter), "SET leaseOwner = :me, leaseCounter = :next REMOVE hotstreamWantedBy",
            "attribute_exists(leaseKey)");
    }

    /// <summary>Writes a lease that is as it was seen.</summary>
    /// <returns>As it is then; null when it was not.</returns>
    private (string Shard, long Counter)? Change((string Shard, long Counter) lease, string update, string condition)
    {
        var values = new JsonObject { [":was"] = Number(lease.Counter) };
        if ((update + condition).Contains(":me", StringComparison.Ordinal))
        {
            values[":me"] = new JsonObject { ["S"] = Name };
        }

        if (update.Contains(":next", StringComparison.Ordinal))
        {
            values[":next"] = Number(lease.Counter + 1);
        }

        bool isDone = _server.Tries("UpdateItem", new JsonObject
        {
            ["TableName"] = _table,
            ["Key"] = new JsonObject { ["leaseKey"] = new JsonObject { ["S"] = lease.Shard } },
            ["UpdateExpression"] = update,
            ["ConditionExpression"] = $"leaseCounter = :was AND {condition}",
            ["ExpressionAttributeValues"] = values,
        });
        return isDone ? (lease.Shard, lease.Counter + 1) : null;
    }

    private static JsonObject Number(long number) => new() { ["N"] = number.ToString(CultureInfo.InvariantCulture) };

    private static string? TextOf(JsonNode lease, string name) => (string?)lease[name]?["S"];
}

using System.Text;
using System.Text.Json;
using HotStream.Kinesis;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// What DynamoDB answers about leases, from a server nobody vouches for: pages, items, tables. The first octet says which. Laws: an answer
/// is taken or refused as no answer, nothing else; a lease that was read is the same when it is written as an item and read again; where it
/// says that reading goes on, that is a position; plans of shares and beginnings come to an end, and no shard has two leases.
/// </summary>
internal sealed class KinesisLeaseTarget : IFuzzTarget
{
    public string Name => "kinesis-lease";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, .. "{\"Items\":[{\"leaseKey\":{\"S\":\"a\"},\"leaseOwner\":{\"S\":\"me\"},\"leaseCounter\":{\"N\":\"7\"},\"checkpoint\":{\"S\":\"49\"},\"checkpointSubSequenceNumber\":{\"N\":\"2\"}}],\"LastEvaluatedKey\":{\"leaseKey\":{\"S\":\"a\"}}}"u8],
        [0, .. "{\"Items\":[{\"leaseKey\":{\"S\":\"b\"},\"leaseCounter\":{\"N\":\"0\"},\"checkpoint\":{\"S\":\"LATEST\"},\"hotstreamReadUpTo\":{\"N\":\"9\"},\"parentShardId\":{\"SS\":[\"a\",\"c\"]},\"hotstreamWantedBy\":{\"S\":\"x\"}},{\"leaseKey\":{\"S\":\"c\"},\"checkpoint\":{\"S\":\"SHARD_END\"}}]}"u8],
        [1, .. "{\"Attributes\":{\"leaseKey\":{\"S\":\"a\"},\"leaseCounter\":{\"N\":\"1\"},\"checkpoint\":{\"S\":\"TRIM_HORIZON\"},\"hotstreamStream\":{\"S\":\"plant@7\"}}}"u8],
        [2, .. "{\"Table\":{\"TableStatus\":\"ACTIVE\",\"KeySchema\":[{\"AttributeName\":\"leaseKey\",\"KeyType\":\"HASH\"}],\"AttributeDefinitions\":[{\"AttributeName\":\"leaseKey\",\"AttributeType\":\"S\"}]}}"u8],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        ReadOnlySpan<byte> bytes = input[1..];
        List<Lease> leases = [];
        try
        {
            switch (input[0] % 3)
            {
                case 0:
                    LeaseReader.ReadPage(bytes, leases);
                    break;
                case 1:
                    leases.AddRange(LeaseReader.ReadOne(bytes) is { } lease ? [lease] : []);
                    break;
                default:
                    LeaseReader.ReadTable(bytes);
                    break;
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return; // no answer
        }

        foreach (Lease lease in leases)
        {
            Again(lease);
        }

        Plan(leases);
    }

    /// <summary>Written as a new item, and read again.</summary>
    private static void Again(Lease lease)
    {
        KinesisPosition? position = lease.Position(startTime: 5);
        Check.Same(true, position is null || KinesisPosition.TryParse(position.Value.ToString(), out _), "a position");
        using JsonDocument request = JsonDocument.Parse(LeaseRequests.Add("table", lease));
        string item = request.RootElement.GetProperty("Item").GetRawText();
        Lease again = LeaseReader.ReadOne(Encoding.UTF8.GetBytes($"{{\"Item\":{item}}}"))!;
        Check.Same(Show(lease), Show(again), "a lease");
    }

    private static string Show(Lease lease) => $"{lease.Shard}|{lease.Counter}|{lease.Checkpoint}|{lease.Part}|{lease.Switches}|"
        + $"{lease.ReadUpTo}|{lease.Stream}|{string.Join('|', lease.Parents)}";

    private static void Plan(List<Lease> leases)
    {
        List<Lease> each = [.. leases.DistinctBy(static lease => lease.Shard)];
        (List<Lease> take, Lease? askFor) = LeaseBalance.Plan(each, static lease => (lease.Owner ?? lease.WantedBy) is null,
            static _ => false, "me", 3, new Random(1));
        Check.Same(true, take.Count <= 3 && take.TrueForAll(static lease => lease.Owner is null) && askFor is not { Owner: null },
            "what is nobody's is taken, what is somebody's is asked for");
        KinesisShardInfo[] shards = [.. each.SelectMany(static lease => lease.Parents.Prepend($"{lease.Shard} new")).Distinct()
            .Select(id => new KinesisShardInfo(id, each[0].Shard, each[^1].Shard, id.Length % 2 == 0))];
        List<Lease> added = LeaseBeginnings.Plan(shards, each, new KinesisOptions { Start = KinesisStart.Latest }, "plant@7", 9);
        Check.Same(added.Count, added.Select(static lease => lease.Shard).Except(each.Select(static lease => lease.Shard)).Count(),
            "a shard has one lease");
    }
}

using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using HotStream.Kinesis;
using HotStream.Tests.Connectors.Kinesis;

namespace HotStream.Torture;

/// <summary>
/// A stream whose shards a group shares by leases, at a kinesalite and a dynalite of its own; shards are split and merged. In some lives
/// the program is two members of the group, and now and then another one comes for a while. A line comes again until the checkpoint of its
/// shard is behind it: what was done when a life ended is in none of the batches after it.
/// </summary>
internal sealed class KinesisGroupSender : KeptSender, IVisitedGroup
{
    public const string Group = "torture";
    private const string Idle = "idle"; // of the second member, when it is none of the group
    private const int Partitions = 4;
    private const int OpenShardsMax = 6;
    private const int ShardsMax = 40;

    private readonly KinesisGroupServers _servers;
    private readonly string _stream;
    private readonly List<(string Shard, string Sequence)>[] _places = [.. Enumerable.Range(0, Partitions)
        .Select(static _ => new List<(string, string)>())]; // of lines, by partition
    private readonly List<(long Time, int[] Done)> _ends = []; // of lives
    private KinesisVisitor? _visitor;
    private (bool Kinesis, bool Dynamo) _ended;
    private int? _paused; // process
    private int _members = 1;

    public KinesisGroupSender(KinesisGroupServers servers)
        : base('y', servers, Partitions)
    {
        _servers = servers;
        _stream = servers.Kinesis.Stream(shards: 2);
        servers.Kinesis.Make(Idle);
    }

    public override string Address => $"{_servers.Kinesis.Url}|{_servers.Dynamo.Url}|{_stream}|{_members}";

    public static DStream<Utf8Slice> Read(StreamingContext context, string address)
    {
        string[] parts = address.Split('|');
        DStream<Utf8Slice> first = Member(context, parts, parts[2]).Named("first member by leases");
        return first.Union(Member(context, parts, parts[3] == "2" ? parts[2] : Idle).Named("second member by leases"));
    }

    public override void BeginLife(Random random) => _members = random.Next(1, 3);

    /// <summary>Asks what is done, if the servers are there.</summary>
    public override void EndLife(long lastBatch)
    {
        if (IsAway)
        {
            return;
        }

        Dictionary<string, string> checkpoints = _servers.Dynamo.Leases(Group)
            .ToDictionary(static lease => lease.Key, static lease => (string)lease.Value["checkpoint"]!["S"]!);
        int[] done = _ends.Count > 0 ? [.. _ends[^1].Done] : new int[Partitions];
        for (int i = 0; i < Partitions; i++)
        {
            while (done[i] < _places[i].Count && IsDone(_places[i][done[i]], checkpoints))
            {
                done[i]++;
            }
        }

        _ends.Add((lastBatch, done));
    }

    public override bool MayComeAgain(int connection, int line, long time) =>
        _ends.FindLastIndex(end => end.Time < time) is not (>= 0 and int last) || line >= _ends[last].Done[connection];

    public bool Visit(TimeSpan time, bool leaves)
    {
        if (IsAway || _visitor is { IsGone: false })
        {
            return false;
        }

        _visitor = new KinesisVisitor(_servers.Dynamo, Group, time, leaves);
        return true;
    }

    /// <summary>Splits a shard, or merges two; there are never very many.</summary>
    /// <returns>What was done; null for nothing.</returns>
    public string? Reshard(Random random)
    {
        JsonNode[] shards = _servers.Kinesis.Shards(_stream);
        JsonNode[] open = [.. shards.Where(static shard => shard["SequenceNumberRange"]!["EndingSequenceNumber"] is null)
            .OrderBy(static shard => UInt128.Parse((string)shard["HashKeyRange"]!["StartingHashKey"]!, CultureInfo.InvariantCulture))];
        if (shards.Length >= ShardsMax)
        {
            return null;
        }

        if (open.Length < 2 || (open.Length < OpenShardsMax && random.Next(2) == 0))
        {
            _servers.Kinesis.Split(_stream, IdOf(open[random.Next(open.Length)]));
            return "shard split";
        }

        int first = random.Next(open.Length - 1);
        _servers.Kinesis.Merge(_stream, IdOf(open[first]), IdOf(open[first + 1]));
        return "shards merged";
    }

    public override void Dispose()
    {
        _visitor?.End();
        base.Dispose();
    }

    protected override void Write(int partition, string[] lines)
    {
        _servers.Kinesis.Add(_stream, lines, key: partition.ToString(CultureInfo.InvariantCulture));
        _places[partition].AddRange(_servers.Kinesis.Places(_stream).TakeLast(lines.Length));
    }

    /// <summary>One server is killed or stands still, or both are killed.</summary>
    protected override string End(Random random)
    {
        int what = random.Next(5);
        if (what >= 3)
        {
            _paused = what == 3 ? _servers.Kinesis.ProcessId : _servers.Dynamo.ProcessId;
            Signals.Send(_paused.Value, Signals.Stop);
            return what == 3 ? "paused" : "leases paused";
        }

        _ended = (what != 1, what != 0);
        if (_ended.Kinesis)
        {
            _servers.Kinesis.End();
        }

        if (_ended.Dynamo)
        {
            _servers.Dynamo.End();
        }

        return what switch { 0 => "killed", 1 => "leases killed", _ => "and leases killed" };
    }

    protected override void Begin()
    {
        if (_paused is { } process)
        {
            Signals.Send(process, Signals.Continue);
        }

        if (_ended.Kinesis)
        {
            _servers.Kinesis.Begin();
        }

        if (_ended.Dynamo)
        {
            _servers.Dynamo.Begin();
        }

        (_paused, _ended) = (null, default);
    }

    private static string IdOf(JsonNode shard) => (string)shard["ShardId"]!;

    private static bool IsDone((string Shard, string Sequence) place, Dictionary<string, string> checkpoints)
    {
        string checkpoint = checkpoints.GetValueOrDefault(place.Shard, "");
        return checkpoint == "SHARD_END" || (BigInteger.TryParse(checkpoint, CultureInfo.InvariantCulture, out BigInteger done)
            && BigInteger.Parse(place.Sequence, CultureInfo.InvariantCulture) <= done);
    }

    private static DStream<Utf8Slice> Member(StreamingContext context, string[] parts, string stream)
    {
        KinesisGroupOptions options = KinesisGroupServers.ReadingOf(parts[0], parts[1]);
        options.LeaseDuration = TimeSpan.FromMilliseconds(500); // who was killed is taken for dead in the next life
        options.LookForLeases = TimeSpan.FromMilliseconds(50);
        options.LookForShards = TimeSpan.FromMilliseconds(200);
        string group = stream == Idle ? Idle : Group;
#if HOTSTREAM_TWIN
        if (TwinRuns.IsOn(TwinRuns.CheckpointAtReceipt))
        {
            return context.ReceiverStream(new CheckpointsAtReceipt(KinesisGroupSource.Of(context.Name, stream, group, options)));
        }
#endif
        return context.KinesisGroupStream(stream, group, options);
    }

#if HOTSTREAM_TWIN
    /// <summary>The deliberate fault: checkpoints of leases are behind records that no batch has done.</summary>
    private sealed class CheckpointsAtReceipt(KinesisGroupSource source)
        : KinesisGroupReceiver<Utf8Slice, KinesisPayloadForm>(source, TimeSpan.FromMilliseconds(50))
    {
        protected override long DoneOf(SlabWriter<Utf8Slice> writer) => writer.Stored;
    }
#endif
}

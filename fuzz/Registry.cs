using HotStream.Fuzz.Targets;

namespace HotStream.Fuzz;

/// <summary>All targets.</summary>
internal static class Registry
{
    /// <summary>Targets that must find nothing.</summary>
    public static IReadOnlyList<IFuzzTarget> Targets { get; } =
    [
        new LineFramingTarget(),
        new WordSplitTarget(),
        new SliceSplitTarget(),
        new TextTableTarget(),
        new NumberTableTarget(),
        new RingTarget(),
        new WindowTarget(),
        new StateTarget(),
        new MqttCodecTarget(),
        new JsonTarget(),
        new JsonColumnsTarget(),
        new SqlTarget(),
        new ColumnProgramTarget(),
        new BulkAnswerTarget(),
        new EventTarget(),
        new ZmtpTarget(),
        new AvroRpcTarget(),
        new KinesisAnswerTarget(),
        new KinesisAggregateTarget(),
        new KinesisLeaseTarget(),
        new SparkBatchTarget(),
        new AvroFileTarget(),
        new PostedTarget(),
        new BatchLogTarget(),
        new CopyObjectTarget(),
        new ReceivedLogTarget(),
        new CheckpointTarget(),
        new ManifestTarget(),
        new SectionTarget(),
        new DeflateTarget(),
    ];

    /// <summary>Targets with a bug in them, which must be found: a harness that cannot fail says nothing.</summary>
    public static IReadOnlyList<IFuzzTarget> Canaries { get; } =
        [new WrongAnswerCanary(), new OverReadCanary(), new StateTarget(isCanary: true)];

    public static IFuzzTarget Find(string name) =>
        Targets.Concat(Canaries).FirstOrDefault(target => target.Name == name)
        ?? throw new ArgumentException(
            $"There is no target '{name}'. Targets: {string.Join(", ", Targets.Select(target => target.Name))}.");
}

using HotStream.Tests.Connectors.AzureBlobs;
using HotStream.Tests.Connectors.Hdfs;
using HotStream.Tests.Connectors.Http;
using HotStream.Tests.Connectors.Kinesis;
using HotStream.Tests.Connectors.Nats;
using HotStream.Tests.Connectors.RabbitMq;
using HotStream.Tests.Connectors.Redis;
using HotStream.Tests.Connectors.S3;

namespace HotStream.Torture;

/// <summary>A system that keeps lines: how the run begins it, and how the program reads it.</summary>
/// <param name="Name">Its own.</param>
/// <param name="WhyNot">Says why it takes no part; null when it does.</param>
/// <param name="Start">Starts a server.</param>
/// <param name="Read">The stream of its lines, of an address.</param>
/// <param name="KillsAreRare">Whether its server takes seconds to start.</param>
internal sealed record KeptSystem(string Name, Func<TortureOptions, string?> WhyNot, Func<KeptSender> Start,
    Func<StreamingContext, string, DStream<Utf8Slice>> Read, bool KillsAreRare = false)
{
    public const string AzureBlobs = "Azure blobs";
    public const string Kafka = "Kafka";
    public const string KafkaGroup = "Kafka group";
    public const string KinesisGroup = "Kinesis group";

    public static readonly KeptSystem[] All =
    [
        new("NATS", _ => NatsServer.IsInstalled ? null : NatsServer.WhyNot, () => new NatsSender(new NatsServer()), NatsSender.Read),
        new("Redis", _ => RedisServer.IsInstalled ? null : RedisServer.WhyNot, () => new RedisSender(new RedisServer()), RedisSender.Read),
        new(Kafka, options => KafkaSender.WhyNot(options), () => new KafkaSender(), KafkaSender.Read),
        new(KafkaGroup, options => KafkaSender.WhyNot(options), () => new KafkaGroupSender(), KafkaGroupSender.Read),
        new("RabbitMQ", options => RabbitMqServer.IsInstalled ? options.WhyNotSlow("RabbitMQ") : RabbitMqServer.WhyNot,
            () => new RabbitMqSender(new RabbitMqServer()), RabbitMqSender.Read, KillsAreRare: true),
        new("events", _ => null, () => new EventSender(new StreamingServer()), EventSender.Read),
        new("S3", options => S3Server.WhyNot ?? options.WhyNotSlow("S3"), () => new S3Sender(new S3Server()), S3Sender.Read),
        new(AzureBlobs, options => AzuriteServer.WhyNot ?? options.WhyNotSlow(AzureBlobs),
            () => new AzureBlobSender(AzureBlobSender.Start()), AzureBlobSender.Read),
        new("HDFS", _ => null, () => new HdfsSender(new HdfsStandIn()), HdfsSender.Read),
        new("Kinesis", options => KinesisServer.WhyNot ?? options.WhyNotSlow("Kinesis"),
            () => new KinesisSender(new KinesisServer()), KinesisSender.Read),
        new(KinesisGroup, options => KinesisServer.WhyNot ?? DynamoServer.WhyNot ?? options.WhyNotSlow(KinesisGroup),
            () => new KinesisGroupSender(new KinesisGroupServers()), KinesisGroupSender.Read),
    ];
}

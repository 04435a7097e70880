using System.Globalization;
using HotStream.Tests.Connectors.Kinesis;

namespace HotStream.Torture;

/// <summary>A stream of kinesalite with two shards, read by sequence numbers; a partition's lines have a key of their own.</summary>
internal sealed class KinesisSender : KeptSender
{
    private const int Partitions = 4;
    private readonly KinesisServer _server;
    private readonly string _stream;

    public KinesisSender(KinesisServer server)
        : base('z', server, Partitions)
    {
        _server = server;
        _stream = server.Stream(shards: 2);
    }

    public override string Address => $"{_server.Url}/#{_stream}";

    public static DStream<Utf8Slice> Read(StreamingContext context, string address) => address.Split("/#") is [var server, var stream]
        ? context.KinesisStream(stream, KinesisServer.ReadingOf(server)) : throw new ArgumentException("It is no stream.", nameof(address));

    protected override void Write(int partition, string[] lines) =>
        _server.Add(_stream, lines, key: partition.ToString(CultureInfo.InvariantCulture));
}

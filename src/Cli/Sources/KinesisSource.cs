namespace HotStream.Cli;

/// <summary>Records of a stream of Kinesis, their partition keys as topics.</summary>
internal sealed record KinesisSource(KinesisLogin Login, bool StartsNext) : MessageSource
{
    public override bool UsesTls => Login.IsTls;

    public static MessageSource Open(AddressReader reader) => new KinesisSource(KinesisLogin.Read(reader), reader.TakeStartsNext());

    public override Task PrepareAsync(TimeSpan patience, CancellationToken stop) => Login.PrepareAsync(patience, stop);

    public override DStream<MqttMessage> Open(StreamingContext context, StoreOptions options, Action isWell) =>
        context.KinesisRecordStream(Login.Stream, Login.Fill(
            new KinesisOptions { Start = StartsNext ? KinesisStart.Latest : KinesisStart.Oldest, RetryFor = options.RetryFor }, options))
            .Map(static record => new MqttMessage(record.PartitionKey, record.Payload));
}

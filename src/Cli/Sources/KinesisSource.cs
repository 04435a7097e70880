namespace HotStream.Cli;

/// <summary>
/// Records of a stream of Kinesis, their partition keys as topics; with <c>group=NAME</c> as a member of a group, with leases on DynamoDB.
/// </summary>
internal sealed record KinesisSource(KinesisLogin Login, bool StartsNext, string? Group, string? DynamoDb, Interval? Lease) : MessageSource
{
    public override bool UsesTls => Login.IsTls;

    public static MessageSource Open(AddressReader reader)
    {
        KinesisLogin login = KinesisLogin.Read(reader);
        string? group = reader.Take("group");
        string? dynamoDb = reader.Take("dynamodb");
        string? lease = reader.Take("lease");
        if (group is null && (dynamoDb ?? lease) is not null)
        {
            throw reader.Problem("names a server or a time of leases, and no group");
        }

        return new KinesisSource(login, reader.TakeStartsNext(), group, dynamoDb, lease is null ? null : Interval.Parse(lease));
    }

    public override Task PrepareAsync(TimeSpan patience, CancellationToken stop) => Login.PrepareAsync(patience, stop);

    public override DStream<MqttMessage> Open(StreamingContext context, StoreOptions options, Action isWell) =>
        (Group is null ? context.KinesisRecordStream(Login.Stream, Login.Fill(
                new KinesisOptions { Start = Start, RetryFor = options.RetryFor }, options))
            : context.KinesisGroupRecordStream(Login.Stream, Group, GroupOptions(options)))
            .Map(static record => new MqttMessage(record.PartitionKey, record.Payload));

    private KinesisStart Start => StartsNext ? KinesisStart.Latest : KinesisStart.Oldest;

    private KinesisGroupOptions GroupOptions(StoreOptions options)
    {
        KinesisGroupOptions group = Login.Fill(new KinesisGroupOptions { Start = Start, DynamoDbUrl = DynamoDb }, options);
        group.LeaseDuration = Lease?.Length ?? group.LeaseDuration;
        return group;
    }
}

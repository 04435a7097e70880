using HotStream.Tests.Connectors.AzureBlobs;
using HotStream.Tests.Connectors.Hdfs;
using HotStream.Tests.Connectors.S3;
using MySqlConnector;

namespace HotStream.Torture;

/// <summary>
/// A system that stores rows: how the run begins it, and how the program writes to it. PostgreSQL is one, and a source as well.
/// </summary>
/// <param name="Name">Its own.</param>
/// <param name="WhyNot">Says why it takes no part; null when it does.</param>
/// <param name="Start">Starts a server.</param>
/// <param name="Write">Writes rows to an address.</param>
internal sealed record StoredSystem(string Name, Func<TortureOptions, string?> WhyNot, Func<IStoredRows> Start,
    Action<DStream<StoredRow>, string> Write)
{
    public const string Postgres = "PostgreSQL";
    public const string MariaDb = "MariaDB";
    public const string KafkaTransactions = "Kafka transactions";
    private const string S3 = "objects of S3";
    private const string AzureBlobs = "Azure blobs written";
    private const string Hdfs = "files of HDFS";

    public static readonly StoredSystem[] All =
    [
        new(MariaDb, MySqlRows.WhyNot, () => new MySqlRows(), (rows, address) => rows.SaveToMySql(new MySqlDataSource(address),
            new MySqlOptions { Table = Shape.Table }, columns => columns
                .Add("batch", row => row.Batch).Add("word", row => row.Word).Add("count", row => row.Count))),
        new(KafkaTransactions, options => KafkaSender.WhyNot(options, KafkaTransactions), () => new KafkaRows(), (rows, address) =>
            Lines(rows).SaveToKafka(address, Shape.Table, null, RecordEncoders.Text<string>(),
                new KafkaSinkOptions { TransactionalId = Shape.Table })),
        new(S3, options => S3Server.WhyNot ?? options.WhyNotSlow(S3), () => FileRows.OfS3(S3), (rows, address) =>
            Lines(rows).SaveToS3($"s3://{StoreAddress.PlaceIn(address)}", S3Server.WritingOf(StoreAddress.UrlIn(address)))),
        new(AzureBlobs, options => AzuriteServer.WhyNot ?? options.WhyNotSlow(AzureBlobs), () => FileRows.OfAzureBlobs(AzureBlobs),
            (rows, address) => Lines(rows).SaveToAzureBlobs($"azure://{StoreAddress.PlaceIn(address)}",
                AzuriteServer.WritingOf(StoreAddress.UrlIn(address)))),
        new(Hdfs, options => options.WhyNotSlow(Hdfs), () => FileRows.OfHdfs(Hdfs), (rows, address) =>
            Lines(rows).SaveToHdfs(StoreAddress.PlaceIn(address), HdfsStandIn.WritingOf(StoreAddress.UrlIn(address)))),
    ];

    private static DStream<string> Lines(DStream<StoredRow> rows) => rows.Map(row => row.ToLine());
}

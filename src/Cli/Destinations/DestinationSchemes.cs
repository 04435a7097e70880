namespace HotStream.Cli;

/// <summary>What <c>--to</c> may name: a line for each.</summary>
internal static class DestinationSchemes
{
    public static readonly SchemeTable<Destination> Table = new(
        "destination",
        new(["console", "-"], "console", static (string _) => new ConsoleDestination()),
        new(["file"], "file://DIRECTORY", FileDestination.Open),
        new(["parquet", "avro"], "parquet://DIRECTORY[?columns=NAME TYPE,NAME TYPE] (or avro://)", FrameDestination.Open),
        new(["elasticsearch", "elasticsearchs"], "elasticsearch://HOST:9200/INDEX[-{yyyy.MM}]", ElasticsearchDestination.Open),
        new(["postgres", "postgresql"], "postgres://USER@HOST:5432/DATABASE?table=NAME[&key=COLUMN][&sslmode=MODE]",
            PostgresDestination.Open),
        new(["mysql"], "mysql://USER@HOST:3306/DATABASE?table=NAME", MySqlDestination.Open),
        new(["mongodb", "mongodbs"], "mongodb://USER@HOST:27017/DATABASE?collection=NAME[&replicaSet=NAME&authSource=DATABASE]",
            MongoDbDestination.Open),
        new(["clickhouse", "clickhouses"], "clickhouse://HOST:8123/TABLE", ClickHouseDestination.Open),
        new(["influx", "influxs"], "influx://HOST:8086/DATABASE[?measurement=NAME&fields=FIELD,FIELD&tags=FIELD&time=FIELD]",
            InfluxDestination.Open),
        new(["mqtt", "mqtts"], "mqtt://HOST:1883[/TOPIC]", MqttDestination.Open),
        new(["kafka"], "kafka://HOST:9092/TOPIC", KafkaDestination.Open),
        new(["rabbitmq", "amqp", "amqps"], "amqp://HOST:5672/VHOST?queue=NAME (or ?exchange=NAME[&key=ROUTINGKEY])",
            RabbitMqDestination.Open),
        new(["redis", "rediss"], "redis://HOST:6379/DATABASE?stream=NAME", RedisDestination.Open),
        new(["nats", "natss"], "nats://HOST:4222[/SUBJECT]", NatsDestination.Open),
        new(["zeromq"], "zeromq://HOST:PORT[/TOPIC] (or ?push, and &listen)", ZeroMqDestination.Open),
        new(["flume", "flumes"], "flume://HOST:PORT[?deflate]", FlumeDestination.Open),
        new(["s3"], "s3://BUCKET/PATH[?server=http://HOST:9000&region=NAME]", S3Destination.Open),
        new(["kinesis"], "kinesis://REGION/STREAM[?server=http://HOST:4567&profile=NAME]", KinesisDestination.Open),
        new(["azure", "az"], "azure://ACCOUNT@CONTAINER/PATH[?server=http://HOST:10000/ACCOUNT]", AzureBlobDestination.Open),
        new(["webhdfs", "swebhdfs"], "webhdfs://USER@HOST:9870/PATH[?standby=HOST:9870]", HdfsDestination.Open),
        new(["http", "https"], "http://HOST/PATH", HttpDestination.Open));
}

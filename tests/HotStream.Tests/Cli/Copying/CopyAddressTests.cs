using HotStream.Cli;

namespace HotStream.Tests.Cli.Copying;

/// <summary>Addresses of sources and destinations as people write them, and what is said of others.</summary>
public sealed class CopyAddressTests
{
    [Theory]
    [InlineData("mqtt://me:secret@host/plant/#")]
    [InlineData("mqtts://host/plant/+/a?client-id=hall&qos=2")]
    [InlineData("kafka://host/readings?group=g&start=next&security.protocol=ssl")]
    [InlineData("amqp://me:secret@host/plant?queue=q")]
    [InlineData("amqps://host?stream=q&start=next")]
    [InlineData("redis://:secret@host/2?stream=s&group=g&consumer=c&field=f&start=next")]
    [InlineData("nats://host/plant.*")]
    [InlineData("nats://host?stream=S&consumer=c&credentials=file")]
    [InlineData("postgres://me:secret@host/plant?channel=c")]
    [InlineData("postgres://host/plant?slot=s&publication=p&sslmode=require")]
    [InlineData("https://me:secret@host/lines?a=b&c=d")]
    [InlineData("events+https://host/events")]
    [InlineData("ws://host:1/x")]
    [InlineData("tcp://host:1")]
    [InlineData("tcp://localhost:0?listen")]
    [InlineData("tcp://[::1]:1?listen")]
    [InlineData("file:///var/spool/{a,b}")]
    [InlineData("s3://KEY:secret@bucket/logs/**/*.{log,gz}?server=http://127.0.0.1:9000&region=eu-central-1")]
    [InlineData("s3://bucket")]
    [InlineData("flume-pull://host:9988")]
    [InlineData("flume://localhost:0?listen&deflate")]
    [InlineData("flumes://0.0.0.0:1?listen&anonymous&cert=c&key=k")]
    [InlineData("http://:secret@0.0.0.0:8080?listen")]
    [InlineData("http://0.0.0.0:8080?listen&anonymous")]
    [InlineData("https://:secret@[::1]:8443/?listen&cert=c&key=k")]
    [InlineData("http://host/page?listen")]
    [InlineData("udp://127.0.0.1:514")]
    [InlineData("zeromq://me:secret@host:5555/plant")]
    [InlineData("zeromq://0.0.0.0:5555?pull&listen")]
    [InlineData("azure://plant7:secret%2B%2F%3D@container/logs/**/*.{log,gz}?server=http://127.0.0.1:10000/plant7")]
    [InlineData("az://plant7@container")]
    [InlineData("webhdfs://plant@nn1:9870/logs/**?standby=nn2:9870,nn3:9870")]
    [InlineData("swebhdfs://nn1/logs?token=secret")]
    public void A_source(string text) => Assert.DoesNotContain("secret", $"{SourceSchemes.Parse(text)}", StringComparison.Ordinal);

    [Theory]
    [InlineData("influx://host/db", "influx host:8086/db")]
    [InlineData("influxs://host?org=o&bucket=b&token=secret", "influx host:8086/b")]
    [InlineData("kafka://me:secret@host/t", "kafka host:9092/t")]
    [InlineData("amqp://me:secret@host?exchange=e", "rabbitmq host:5672 e")]
    [InlineData("rediss://:secret@host?stream=s&field=f", "redis host:6379 s")]
    [InlineData("nats://me:secret@host", "nats host:4222")]
    [InlineData("mysql://me:secret@host/plant?table=t", "mysql host:3306/plant t")]
    [InlineData("mongodb://me:secret@host/plant?collection=latest&replicaSet=rs", "mongodb host:27017/plant.latest")]
    [InlineData("http://me:secret@host/x?token=secret", "http://host/x")]
    [InlineData("s3://KEY:secret@bucket/out/a%20b?server=https://host:9000", "s3://bucket/out/a b")]
    [InlineData("flumes://host:41414?deflate", "flume host:41414")]
    [InlineData("zeromq://me:secret@host:5555/hall-1", "zeromq host:5555 hall-1")]
    [InlineData("zeromq://127.0.0.1:5555?push&listen", "zeromq 127.0.0.1:5555")]
    [InlineData("azure://plant7:secret@container/out/a%20b", "azure://container/out/a b")]
    [InlineData("webhdfs://plant@nn1/out/a%20b", "hdfs nn1:9870/out/a b")]
    [InlineData("-", "console")]
    public void A_destination(string text, string name) => Assert.Equal(name, Destination.Parse(text).ToString());

    [Theory]
    [InlineData("kafak://me:secret@host/t", "is no source; write kafka://")]
    [InlineData("radis://host", "is no source; write redis://")]
    [InlineData("console", "is no source; write ")]
    [InlineData("mqtt://host", "names no topic")]
    [InlineData("mqtt://host/t?qos=3", "another qos than 0, 1 or 2")]
    [InlineData("kafka://host", "names no topic")]
    [InlineData("kafka://host/t?start=middle", "another start than first or next")]
    [InlineData("kafka://host/t?grupo=x", "asks for something unknown: 'grupo'")]
    [InlineData("kafka://ho st/t", "is no source; write kafka://HOST:9092/TOPIC")]
    [InlineData("amqp://host/v", "names no queue")]
    [InlineData("amqp://host/v?queue=q&start=next", "asks for something unknown: 'start'")]
    [InlineData("redis://host/x?stream=s", "database that is no number")]
    [InlineData("redis://host?stream=s&consumer=c", "asks for something unknown: 'consumer'")]
    [InlineData("nats://host", "names no subject and no stream")]
    [InlineData("postgres://host/d", "names no channel")]
    [InlineData("postgres://host/d?slot=s", "names no publication")]
    [InlineData("postgres://host?channel=c", "names no database")]
    [InlineData("s3://KEY@bucket/a", "has half of an access key")]
    [InlineData("s3://bucket/a?server=host:9000", "names a server that is no http://HOST:PORT")]
    [InlineData("s3://bucket:9000/a", "names a port behind the bucket")]
    [InlineData("azure://container/a", "names no account")]
    [InlineData("azure://me:secret@container/a?server=host:9000", "names a server that is no http://HOST:PORT/ACCOUNT")]
    [InlineData("azure://me@container:9000/a", "names a port behind the container")]
    [InlineData("webhdfs://nn1", "names no directory")]
    [InlineData("webhdfs://me:secret@nn1/a", "has a password, for which HDFS does not ask")]
    [InlineData("webhdfs://me@nn1/a?token=secret", "has a user and a token")]
    [InlineData("webhdfs://nn1/a?standby=nn2/x", "names a NameNode that is no HOST:PORT")]
    [InlineData("tcp://host", "names no port")]
    [InlineData("flume-pull://host", "names no port")]
    [InlineData("flume://host:1", "does not listen: agents send to us")]
    [InlineData("flume://0.0.0.0:1?listen", "would let in anybody who reaches it: say anonymous")]
    [InlineData("flumes://127.0.0.1:1?listen&cert=c", "names no key")]
    [InlineData("http://0.0.0.0:1?listen", "would let in anybody who reaches it: give a token, or say anonymous")]
    [InlineData("http://me:secret@127.0.0.1:1?listen", "has a user, and whoever posts shows a token")]
    [InlineData("http://host:1?listen", "is no PORT or ADDRESS:PORT")]
    [InlineData("http://127.0.0.1:1?listen&cert=c&key=k", "asks for something unknown: 'cert', 'key'")]
    [InlineData("udp://127.0.0.1", "names no port")]
    [InlineData("udp://127.0.0.1:1?x", "asks for something unknown: 'x'")]
    [InlineData("zeromq://host", "names no port")]
    [InlineData("zeromq://host:1/t?pull", "names a topic, and what is pushed has none")]
    [InlineData("zeromq://:secret@host:1", "has a password without a user")]
    [InlineData("tcp://host:1/x", "has 'x' behind the server")]
    [InlineData("tcp://host:1?listen", "is no PORT or ADDRESS:PORT")]
    [InlineData("file://", "is no source; write file://DIRECTORY")]
    [InlineData("file:///var/spool/*.json", "names files; write their folder")]
    [InlineData("http://", "is no source; write http://HOST/PATH")]
    public void What_is_no_source_is_explained(string text, string problem)
    {
        string message = Assert.Throws<FormatException>(() => SourceSchemes.Parse(text)).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("kafak://me:secret@host/t", "is no destination; write kafka://")]
    [InlineData("mysq://host/d?table=t", "is no destination; write mysql://")]
    [InlineData("influx://host", "names no database (or org and bucket)")]
    [InlineData("influx://host?bucket=b", "names no org")]
    [InlineData("mysql://host/d", "names no table")]
    [InlineData("mongodb://host/d", "names no collection")]
    [InlineData("mongodb://host/a.b?collection=c", "has a name of a database or collection that cannot be")]
    [InlineData("amqp://host/v", "names no queue and no exchange")]
    [InlineData("redis://host", "names no stream")]
    [InlineData("flume://host", "names no port")]
    [InlineData("flume://host:1?zip", "asks for something unknown: 'zip'")]
    [InlineData("nats://host/s?x=y", "asks for something unknown: 'x'")]
    [InlineData("zeromq://host:1/t?push", "names a topic, and what is pushed has none")]
    [InlineData("zeromq://host:1?pull", "asks for something unknown: 'pull'")]
    public void What_is_no_destination_is_explained(string text, string problem)
    {
        string message = Assert.Throws<FormatException>(() => Destination.Parse(text)).Message;
        Assert.Contains(problem, message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'--from'", "copy")]
    [InlineData("write kafka://HOST:9092/TOPIC (or ?group=NAME)", "copy --from kafak://h")]
    [InlineData("is no source; write redis://", "copy --from redes://h")]
    [InlineData("Messages of this source come from no topic: name one, mqtt://HOST:1883/TOPIC", "copy --from tcp://h:1 --to mqtt://h")]
    [InlineData("Messages of this source come from no topic: name one, nats://HOST:4222/SUBJECT", "copy --from tcp://h:1 --to nats://h")]
    [InlineData("name one, ?exchange=NAME&key=ROUTINGKEY", "copy --from tcp://h:1 --to amqp://h?exchange=e")]
    [InlineData("name one, zeromq://HOST:PORT/TOPIC", "copy --from tcp://h:1 --to zeromq://h:1")]
    [InlineData("say --json or --single-quoted", "copy --from tcp://h:1 --to http://h/x")]
    [InlineData("leave measurement and fields out", "copy --from tcp://h:1 --to influx://h/d?measurement=m")]
    [InlineData("Say what is measured", "copy --from tcp://h:1 --json --to influx://h/d")]
    [InlineData("fields of messages are a point's fields and its time", "copy --from tcp://h:1 --json --to influx://h/d?measurement=m")]
    [InlineData("--id belongs to", "copy --from tcp://h:1 --json --id x --to redis://h?stream=s")]
    [InlineData("an id of their own", "copy --from tcp://h:1 --json --window 1s --key k --id x --to kafka://h/t")]
    [InlineData("give --window TIME too", "copy --from tcp://h:1 --key k")]
    public void What_does_not_go_together_is_one_line_and_2(string problem, string arguments)
    {
        (int exitCode, string output, string error) = CliProcess.Run(arguments.Split(' '));
        Assert.Equal((2, ""), (exitCode, output));
        Assert.Contains(problem, Assert.Single(error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }
}

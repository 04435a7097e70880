using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace HotStream.Cli;

/// <summary>The arguments of <c>hotstream mqtt</c>.</summary>
internal static class MqttCommand
{
    public const string Name = "mqtt";

    public static readonly string[] Examples =
    [
        "hotstream mqtt --broker localhost:1883 --topic plant/#",
        "hotstream mqtt --broker localhost:1883 --topic plusone --single-quoted --to elasticsearch://localhost:9200/machan-laser",
        "hotstream mqtt --listen 1883 --json --window 60s --slide 5s --key machine --sum celsius --to file:///var/spool/plant",
        "hotstream mqtt --broker localhost:1883 --topic plant/# --client-id hall-1 --json --to 'postgres://plant@localhost/plant?table=readings&key=id'",
    ];

    public static Command Create()
    {
        Option<string> broker = ParsedOption.Create("--broker", "HOST:PORT", "The broker to subscribe at; mqtts://HOST:8883 for TLS.", MqttSource.ParseBroker);
        Option<IPEndPoint> listen = ParsedOption.Create(
            "--listen", "PORT", "Instead of a broker: let devices publish to this port of this machine; 0 takes a free one, 0.0.0.0:PORT lets other machines send.", HostPort.ParseListen);
        Option<string[]> topics = new("--topic") { Description = "Topic or filter to subscribe to; may be given several times.", HelpName = "TOPIC", Arity = ArgumentArity.OneOrMore };
        Option<int> qos = ParsedOption.Create("--qos", "0|1|2", "Quality of service to subscribe with.", ParsedOption.WholeNumber(0, 2));
        qos.DefaultValueFactory = _ => 1;
        Option<string> client = ParsedOption.Create("--client-id", "NAME", "Our name with the broker, which then keeps for a day what comes while we are away.", static text => text);
        Option<string> user = ParsedOption.Create("--user", "NAME", "User to log in as.", static text => text);
        Option<string> password = ParsedOption.Create("--password-file", "FILE", "File whose first line is the password.", static text => text);
        Option<bool> json = new("--json") { Description = "Payloads are JSON objects." };
        Option<bool> quoted = new("--single-quoted") { Description = "Payloads are JSON objects with single quotes, as Python prints them." };
        Option<Interval> window = ParsedOption.Create("--window", "TIME", "Count the messages of the last TIME by --key, such as 60s.", Interval.Parse);
        Option<Interval> slide = ParsedOption.Create("--slide", "TIME", "How often (default: the window's length).", Interval.Parse);
        Option<string> key = ParsedOption.Create("--key", "FIELD", "Field whose values are counted.", static text => text);
        Option<string> sum = ParsedOption.Create("--sum", "FIELD", "Field that is added up.", static text => text);
        Option<Destination> to = ParsedOption.Create(
            "--to", "WHERE", "console, file://DIRECTORY, elasticsearch://HOST:9200/INDEX or postgres://USER@HOST:5432/DATABASE?table=NAME[&key=COLUMN].", Destination.Parse);
        to.DefaultValueFactory = _ => new ConsoleDestination();
        Option<Interval> interval = ParsedOption.Create("--interval", "TIME", "Length of a batch, such as 500ms or 1s.", Interval.Parse);
        interval.DefaultValueFactory = _ => new Interval(TimeSpan.FromSeconds(1));
        Option<string> letters = ParsedOption.Create("--dead-letters", "FILE", "Append messages that could not be taken to this file, a line of JSON each (default: standard error).", static text => text);

        var command = new Command(Name, "Takes messages from an MQTT broker, or from devices directly, and stores them or what their windows add up to. Ctrl-C stores what has arrived, then ends.")
        {
            broker, listen, topics, qos, client, user, password, json, quoted, window, slide, key, sum, to, interval, letters,
        };
        command.Validators.Add(result => Check(result, broker, listen, topics));
        command.Validators.Add(result => Check(result, json, quoted, window, slide, key, sum));
        command.SetAction((parsed, _) => new MqttRun(new MqttRunOptions(
            new MqttSource(
                parsed.GetValue(broker),
                parsed.GetValue(listen),
                Array.ConvertAll(parsed.GetValue(topics) ?? [], topic => new MqttTopic(topic, (MqttQos)parsed.GetValue(qos))),
                new MqttOptions
                {
                    ClientId = parsed.GetValue(client),
                    SessionExpiry = parsed.GetValue(client) is null ? TimeSpan.Zero : TimeSpan.FromDays(1),
                    UserName = parsed.GetValue(user),
                    Password = parsed.GetValue(password) is { } file ? File.ReadAllText(file).Split('\n')[0].TrimEnd('\r') : null,
                }),
            parsed.GetValue(json) ? PayloadFormat.Json : parsed.GetValue(quoted) ? PayloadFormat.SingleQuoted : PayloadFormat.Text,
            parsed.GetResult(window) is null
                ? null
                : new WindowQuestion(parsed.GetValue(window).Length, parsed.GetResult(slide) is null ? parsed.GetValue(window).Length : parsed.GetValue(slide).Length, parsed.GetValue(key)!, parsed.GetValue(sum)),
            parsed.GetValue(to)!,
            parsed.GetValue(interval).Length,
            parsed.GetValue(letters))).RunAsync());
        return command;
    }

    private static void Check(CommandResult result, Option broker, Option listen, Option topics)
    {
        bool hasBroker = result.GetResult(broker) is not null;
        if (hasBroker == (result.GetResult(listen) is not null))
        {
            result.AddError("Give one of --broker HOST:PORT and --listen PORT.");
        }
        else if (hasBroker != (result.GetResult(topics) is not null))
        {
            result.AddError(hasBroker ? "Say what to subscribe to: --topic TOPIC, for example --topic 'plant/#'." : "A listener takes every topic; leave --topic out.");
        }
    }

    private static void Check(CommandResult result, Option json, Option quoted, Option window, Option slide, Option key, Option sum)
    {
        bool isJson = Has(json);
        if (isJson && Has(quoted))
        {
            result.AddError("Give --json or --single-quoted, not both.");
        }
        else if (!Has(window) && (Has(slide) || Has(key) || Has(sum)))
        {
            result.AddError("--slide, --key and --sum belong to a window; give --window TIME too.");
        }
        else if (Has(window) && !Has(key))
        {
            result.AddError("Say what to tell apart in the window: --key FIELD.");
        }
        else if (Has(window) && !isJson && !Has(quoted))
        {
            result.AddError("Fields are read from JSON; say --json or --single-quoted.");
        }

        bool Has(Option option) => result.GetResult(option) is not null;
    }
}

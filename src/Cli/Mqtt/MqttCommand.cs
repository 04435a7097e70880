using System.CommandLine;
using System.CommandLine.Parsing;

namespace HotStream.Cli;

/// <summary>The arguments of <c>hotstream mqtt</c>.</summary>
internal static class MqttCommand
{
    public const string Name = "mqtt";

    public static readonly string[] Examples =
    [
        "hotstream mqtt --broker localhost:1883 --topic plant/#",
        "hotstream mqtt --broker localhost:1883 --topic plusone --single-quoted --to "
            + "'elasticsearch://localhost:9200/machan-laser-{yyyy.MM}'",
        "hotstream mqtt --listen 1883 --json --window 60s --slide 5s --key machine --sum celsius --to file:///var/spool/plant",
        "hotstream mqtt --listen 0.0.0.0:8883 --password-file accounts --tls-cert plant.pem --tls-key plant.key "
            + "--dead-letters refused.jsonl",
        "hotstream mqtt --broker localhost:1883 --topic plant/# --client-id hall-1 --json --to "
            + "'postgres://plant@localhost/plant?table=readings&key=id'",
    ];

    public static Command Create()
    {
        var source = new SourceArguments();
        var store = new StoreArguments();
        Option<Interval> window =
            ParsedOption.Create("--window", "TIME", "Count the messages of the last TIME by --key, such as 60s.", Interval.Parse);
        Option<Interval> slide =
            ParsedOption.Create("--slide", "TIME", "How often, such as 5s (default: the window's length).", Interval.Parse);
        Option<string> key = ParsedOption.Create("--key", "FIELD", "Field whose values are counted, such as machine.", ParsedOption.Filled);
        Option<string> sum = ParsedOption.Create("--sum", "FIELD", "Field that is added up, such as celsius.", ParsedOption.Filled);
        Option<Interval> interval = ParsedOption.Create("--interval", "TIME", "Length of a batch, such as 500ms or 1s.", Interval.Parse);
        interval.DefaultValueFactory = _ => new Interval(TimeSpan.FromSeconds(1));
        Option<LetterTarget> letters = ParsedOption.Create(
            "--dead-letters",
            "WHERE",
            "Where messages go that could not be taken: a file, such as refused.jsonl, a line of JSON each, which 'hotstream replay' "
            + "sends again; mqtt://HOST/TOPIC; or "
            + "postgres://USER@HOST/DATABASE?table=NAME (default: a line on standard error).",
            LetterTarget.Parse);

        var command = new Command(Name, "Takes messages from an MQTT broker, or from devices directly, and stores them or what their "
            + "windows add up to. Ctrl-C stores what has arrived, then ends.");
        source.AddTo(command);
        store.AddTo(command);
        foreach (Option option in (Option[])[window, slide, key, sum, interval, letters])
        {
            command.Add(option);
        }

        command.Validators.Add(result => Check(result, store.HasFields(result), window, slide, key, sum));
        command.SetAction((parsed, _) =>
        {
            WindowQuestion? question = parsed.GetResult(window) is null
                ? null
                : new WindowQuestion(parsed.GetValue(window).Length, parsed.GetResult(slide) is null ? parsed.GetValue(window).Length
                    : parsed.GetValue(slide).Length, parsed.GetValue(key)!, parsed.GetValue(sum));
            StoreOptions options = store.Read(parsed, question, source.UsesTls(parsed));
            return new MqttRun(new MqttRunOptions(
                source.Read(parsed, options.Authorities), store.To(parsed), options, parsed.GetValue(interval).Length,
                parsed.GetValue(letters))).RunAsync();
        });
        return command;
    }

    private static void Check(CommandResult result, bool hasFields, Option window, Option slide, Option key, Option sum)
    {
        if (!Has(window) && (Has(slide) || Has(key) || Has(sum)))
        {
            result.AddError("--slide, --key and --sum belong to a window; give --window TIME too.");
        }
        else if (Has(window) && !Has(key))
        {
            result.AddError("Name the field that separates the windows: --key FIELD.");
        }
        else if (Has(window) && !hasFields)
        {
            result.AddError("Fields are read from JSON; say --json or --single-quoted.");
        }

        bool Has(Option option) => result.GetResult(option) is { Implicit: false };
    }
}

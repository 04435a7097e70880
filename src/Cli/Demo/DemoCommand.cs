using System.CommandLine;
using Spectre.Console;

namespace HotStream.Cli;

/// <summary>The arguments of <c>hotstream demo</c>.</summary>
internal static class DemoCommand
{
    public const string Name = "demo";

    public static readonly string[] Examples =
    [
        "hotstream demo",
        "hotstream demo --seconds 30 --interval 100ms",
        "hotstream demo --rate 50 --partitions 1",
        "hotstream demo --mqtt --devices 20 --messages 100000",
    ];

    private static readonly TimeSpan s_mqttInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_unwatched = TimeSpan.FromSeconds(10);

    public static Command Create()
    {
        Option<double> seconds = ParsedOption.Create(
            "--seconds", "N", "End after so long (default: on Ctrl-C, or after 10 s when the output is not a terminal).",
            ParsedOption.PositiveNumber(1_000_000));
        Option<Interval> interval =
            ParsedOption.Create("--interval", "TIME", "Length of a batch, such as 500ms, 1s, 2.5s or 1m.", Interval.Parse);
        interval.DefaultValueFactory = _ => new Interval(TimeSpan.FromSeconds(1));
        Option<int> partitions = ParsedOption.Create("--partitions", "N", "Partitions and worker threads; one per processor unless given.",
            ParsedOption.WholeNumber(1, 1024));
        partitions.DefaultValueFactory = _ => Environment.ProcessorCount;
        Option<double> rate = ParsedOption.Create(
            "--rate", "MB/S", "Send so many million bytes a second (default: as fast as the engine takes them).",
            ParsedOption.PositiveNumber(1_000_000));

        Option<bool> mqtt = new("--mqtt")
        {
            Description = "The daily job instead of words: simulated devices publish JSON over MQTT, windows go to files and the console."
        };
        Option<int> devices = ParsedOption.Create("--devices", "N", "With --mqtt: devices that publish.", ParsedOption.WholeNumber(1, 200));
        devices.DefaultValueFactory = _ => 8;
        Option<int> messages = ParsedOption.Create("--messages", "N", "With --mqtt: messages a second they publish together.",
            ParsedOption.WholeNumber(1, 10_000_000));
        messages.DefaultValueFactory = _ => 20_000;

        var command = new Command(Name, "Counts words as fast as this machine can: sends itself text through a loopback TCP socket and "
            + "shows what the engine does. Needs nothing else.")
        {
            seconds, interval, partitions, rate, mqtt, devices, messages,
        };
        command.SetAction(async (parsed, _) =>
        {
            bool watched = !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;
            TimeSpan? duration = parsed.GetResult(seconds) is null ? (watched ? null : s_unwatched)
                : TimeSpan.FromSeconds(parsed.GetValue(seconds));
            if (parsed.GetValue(mqtt))
            {
                var fleet = new MqttDemoOptions(duration, parsed.GetResult(interval) is null ? s_mqttInterval
                    : parsed.GetValue(interval).Length, parsed.GetValue(devices), parsed.GetValue(messages));
                return await new MqttDemoRun(fleet, Console.Out).RunAsync().ConfigureAwait(false);
            }

            double? megabytes = parsed.GetResult(rate) is null ? null : parsed.GetValue(rate);
            var options = new DemoOptions(duration, parsed.GetValue(interval).Length, parsed.GetValue(partitions), megabytes);
            return await new DemoRun(options, watched ? new DemoScreen(AnsiConsole.Console)
                : new DemoLines(Console.Out), Console.Out).RunAsync().ConfigureAwait(false);
        });
        return command;
    }
}

using System.CommandLine;

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
        var run = new RunArguments();
        var command = new Command(Name, "Takes messages from an MQTT broker, or from devices directly, and stores them or what their "
            + "windows add up to. Ctrl-C stores what has arrived, then ends.");
        source.AddTo(command);
        run.AddTo(command);
        command.SetAction((parsed, _) =>
            new CopyRun(run.Read(Name, parsed, source.UsesTls(parsed), () => source.Read(parsed))).RunAsync());
        return command;
    }
}

using System.CommandLine;

namespace HotStream.Cli;

/// <summary>The arguments of <c>hotstream copy</c>.</summary>
internal static class CopyCommand
{
    public const string Name = "copy";

    public static readonly string[] Examples =
    [
        "hotstream copy --from kafka://localhost:9092/readings --json --to 'postgres://plant@localhost/plant?table=readings'",
        "hotstream copy --from 'redis://localhost/0?stream=readings' --json --window 60s --slide 5s --key machine --sum celsius "
            + "--checkpoint /var/lib/plant --to 'mysql://plant@localhost/plant?table=minutes'",
        "hotstream copy --from file:///var/spool/plant --json --to clickhouse://localhost:8123/readings",
        "hotstream copy --from 'amqp://localhost?queue=readings' --to file:///var/spool/plant",
        "hotstream copy --from 'postgres://plant@localhost/plant?slot=copy&publication=orders' --to nats://localhost/orders",
    ];

    public static Command Create()
    {
        Option<MessageSource> from =
            ParsedOption.Create("--from", "WHERE", SourceSchemes.Table.Examples + ".", SourceSchemes.Parse);
        from.Required = true;
        var run = new RunArguments();
        var command = new Command(Name, "Takes messages from one system and stores them, or what their windows add up to, in another. "
            + "Ctrl-C stores what has arrived, then ends.")
        {
            from,
        };
        run.AddTo(command);
        command.SetAction((parsed, _) =>
        {
            MessageSource source = parsed.GetValue(from)!;
            return new CopyRun(run.Read(Name, parsed, source.UsesTls, () => source)).RunAsync();
        });
        return command;
    }
}

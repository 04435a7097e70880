using System.CommandLine;

namespace HotStream.Cli;

/// <summary>The arguments of <c>hotstream replay</c>.</summary>
internal static class ReplayCommand
{
    public const string Name = "replay";

    public static readonly string[] Examples =
    [
        "hotstream replay refused.jsonl                                          (shows the records)",
        "hotstream replay refused.jsonl --json --to 'postgres://plant@localhost/plant?table=readings&key=id'",
        "hotstream replay refused.jsonl --single-quoted --to elasticsearch://localhost:9200/machan-laser",
        "hotstream replay refused.jsonl --to mqtt://localhost:1883                (each to the topic it came from)",
    ];

    public static Command Create()
    {
        var store = new StoreArguments();
        var file = new Argument<string>("FILE")
        {
            Description = "Dead letters, as --dead-letters FILE keeps them. The file stays as it is; what cannot be sent goes to FILE.kept."
        };
        var command = new Command(Name,
            "Sends the records of dead letters again, once their cause is corrected: to a destination, or back to a broker.") { file };
        store.AddTo(command);
        command.SetAction((parsed, _) =>
            new ReplayRun(parsed.GetValue(file)!, store.To(parsed), store.Read(parsed, window: null, usesTls: false)).RunAsync());
        return command;
    }
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;

namespace HotStream.Cli;

/// <summary>The arguments of <c>hotstream wordcount</c>.</summary>
internal static class WordCountCommand
{
    public const string Name = "wordcount";

    public static readonly string[] Examples =
    [
        "nc -lk 9999                                     (in another terminal: type text here)",
        "hotstream wordcount --connect localhost:9999",
        "hotstream wordcount --listen 9999 --interval 500ms --top 20",
        "hotstream wordcount --directory incoming --interval 1m",
    ];

    public static Command Create()
    {
        Option<HostPort> connect = ParsedOption.Create(
            "--connect", "HOST:PORT",
            "Connect to a server that sends lines, such as nc -lk 9999; connects again when it ends.", HostPort.Parse);
        Option<IPEndPoint> listen = ParsedOption.Create(
            "--listen", "PORT",
            "Let senders connect to this port of this machine; 0 takes a free one, 0.0.0.0:PORT lets other machines send.",
            HostPort.ParseListen);
        Option<string> directory = ParsedOption.Create(
            "--directory", "DIR", "Read files that newly appear in this directory; move them in whole.", static text => text);
        Option<Interval> interval =
            ParsedOption.Create("--interval", "TIME", "Length of a batch, such as 500ms, 1s, 2.5s or 1m.", Interval.Parse);
        interval.DefaultValueFactory = _ => new Interval(TimeSpan.FromSeconds(1));
        Option<int> top = ParsedOption.Create("--top", "N", "Words shown of each batch.", ParsedOption.WholeNumber(1, 1_000_000));
        top.DefaultValueFactory = _ => 10;

        var command = new Command(Name,
            "Counts the words of every interval and prints the most frequent ones. Ctrl-C counts what has arrived, then ends.")
        {
            connect, listen, directory, interval, top,
        };
        Option[] sources = [connect, listen, directory];
        command.Validators.Add(result => RequireOne(result, sources));
        command.SetAction((parsed, _) => new WordCountRun(new WordCountOptions(
            parsed.GetResult(connect) is null ? null : parsed.GetValue(connect),
            parsed.GetValue(listen),
            parsed.GetValue(directory),
            parsed.GetValue(interval).Length,
            parsed.GetValue(top))).RunAsync());
        return command;
    }

    private static void RequireOne(CommandResult result, Option[] sources)
    {
        int given = 0;
        foreach (Option source in sources)
        {
            given += result.GetResult(source) is null ? 0 : 1;
        }

        if (given != 1)
        {
            result.AddError($"{(given == 0 ? "No source" : "More than one source")} given; give one of --connect HOST:PORT, "
                + "--listen PORT, --directory DIR.");
        }
    }
}

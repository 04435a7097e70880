using System.CommandLine;
using System.CommandLine.Help;

namespace HotStream.Cli;

/// <summary>From arguments to exit code. Whatever goes wrong is one line on standard error, never a stack trace.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        Secrets.AddFrom(args);
        foreach (string name in (string[])["PGPASSWORD", .. AzureBlobLogin.Secret])
        {
            Secrets.Add(Environment.GetEnvironmentVariable(name));
        }

        ParseResult parsed = CreateRoot().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            StderrLogger.WriteLine($"{WorstOf(parsed)} See '{PathOf(parsed.CommandResult.Command)} --help'.");
            return ExitCodes.Usage;
        }

        try
        {
            // Signals are the commands' own affair: they drain before they end.
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
        catch (UsageException problem)
        {
            StderrLogger.WriteLine($"{problem.Message} See '{PathOf(parsed.CommandResult.Command)} --help'.");
            return ExitCodes.Usage;
        }
        catch (Exception failure)
        {
            StderrLogger.WriteLine(failure.Message);
            return ExitCodes.Failed;
        }
    }

    private static RootCommand CreateRoot()
    {
        var root = new RootCommand(
            "The HotStream stream-processing engine from the command line: word counts, copies from system to system, dead letters, demos.")
        {
            HelpName = "hotstream",
        };
        root.Add(DemoCommand.Create());
        root.Add(WordCountCommand.Create());
        root.Add(MqttCommand.Create());
        root.Add(CopyCommand.Create());
        root.Add(ReplayCommand.Create());
        root.Add(CheckpointCommand.Create());
        root.Add(SqlCommand.Create());
        foreach (Option option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction help })
            {
                option.Action = new ExampleHelp(help, new Dictionary<string, string[]>
                {
                    [root.Name] = ["hotstream demo", "hotstream demo --mqtt", "hotstream wordcount --connect localhost:9999",
                        "hotstream mqtt --broker localhost:1883 --topic plant/#", CopyCommand.Examples[0]],
                    [DemoCommand.Name] = DemoCommand.Examples,
                    [WordCountCommand.Name] = WordCountCommand.Examples,
                    [MqttCommand.Name] = MqttCommand.Examples,
                    [CopyCommand.Name] = CopyCommand.Examples,
                    [ReplayCommand.Name] = ReplayCommand.Examples,
                    [CheckpointCommand.Name] = CheckpointCommand.Examples,
                    [SqlCommand.Name] = SqlCommand.Examples,
                });
            }
        }

        return root;
    }

    /// <summary>One error of several: that a command is missing says less than what stands in its place.</summary>
    private static string WorstOf(ParseResult parsed)
    {
        string message = parsed.Errors[^1].Message;
        foreach (var error in parsed.Errors)
        {
            if (error.SymbolResult is not System.CommandLine.Parsing.CommandResult)
            {
                message = error.Message;
                break;
            }
        }

        return message == "Required command was not provided."
            ? "Say what to run: demo, wordcount, mqtt, copy, replay, checkpoint or sql."
            : message;
    }

    private static string PathOf(Command command) => command is RootCommand ? "hotstream" : $"hotstream {command.Name}";
}

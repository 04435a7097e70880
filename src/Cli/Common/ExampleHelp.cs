using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace HotStream.Cli;

/// <summary>The usual help, and below it examples that can be pasted.</summary>
internal sealed class ExampleHelp(HelpAction help, IReadOnlyDictionary<string, string[]> examples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int result = help.Invoke(parseResult);
        if (examples.TryGetValue(parseResult.CommandResult.Command.Name, out string[]? lines))
        {
            TextWriter output = parseResult.InvocationConfiguration.Output;
            output.WriteLine("Examples:");
            foreach (string line in lines)
            {
                output.WriteLine("  " + line);
            }

            output.WriteLine();
        }

        return result;
    }
}

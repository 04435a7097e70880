using System.Globalization;

namespace HotStream.Conformance;

/// <summary>The command: a corpus in, a report and an exit code out.</summary>
public static class CommandLine
{
    private const string Usage = "usage: HotStream.Conformance PATH [--area PREFIX] [--partitions N]";

    /// <summary>Runs the command.</summary>
    /// <param name="arguments">Path and options.</param>
    /// <param name="output">For the report.</param>
    /// <param name="error">For what is wrong with the arguments or the file.</param>
    /// <returns>0 when no case failed, 1 when one did, 2 when nothing could be run.</returns>
    public static int Run(IReadOnlyList<string> arguments, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(error);
        try
        {
            (string path, RunSettings settings) = Parse(arguments);
            Report report = Run(path, settings);
            foreach (string line in report.Lines())
            {
                output.WriteLine(line);
            }

            return report.Failed == 0 ? 0 : 1;
        }
        catch (CorpusException failure)
        {
            error.WriteLine(failure.Message.ReplaceLineEndings(" "));
            return 2;
        }
    }

    /// <summary>Runs the cases of a file.</summary>
    /// <param name="path">A corpus.</param>
    /// <param name="settings">Which of its cases, and how.</param>
    public static Report Run(string path, RunSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new Report([.. Corpus.Load(path)
            .Where(@case => @case.Area.StartsWith(settings.Area, StringComparison.Ordinal))
            .Select(@case => CaseRunner.Run(@case, settings))]);
    }

    private static (string Path, RunSettings Settings) Parse(IReadOnlyList<string> arguments)
    {
        string? path = null;
        var settings = new RunSettings();
        for (int i = 0; i < arguments.Count; i++)
        {
            switch (arguments[i])
            {
                case "--area":
                    settings = settings with { Area = Argument(arguments, ++i) };
                    break;
                case "--partitions":
                    settings = settings with { Partitions = Partitions(Argument(arguments, ++i)) };
                    break;
                case { } text when path is null && !text.StartsWith('-'):
                    path = text;
                    break;
                default:
                    throw new CorpusException($"unknown argument {arguments[i]}; {Usage}");
            }
        }

        return (path ?? throw new CorpusException(Usage), settings);
    }

    private static string Argument(IReadOnlyList<string> arguments, int position) =>
        position < arguments.Count ? arguments[position] : throw new CorpusException($"{arguments[^1]} needs an argument; {Usage}");

    private static int Partitions(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= 1
        ? number
        : throw new CorpusException($"--partitions needs a number from 1, not {text}");
}

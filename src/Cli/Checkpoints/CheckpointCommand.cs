using System.CommandLine;

namespace HotStream.Cli;

/// <summary>The arguments of <c>hotstream checkpoint</c>.</summary>
internal static class CheckpointCommand
{
    public const string Name = "checkpoint";

    public static readonly string[] Examples =
    [
        "hotstream checkpoint list /var/lib/plant                (which checkpoints, and which one a restart goes on from)",
        "hotstream checkpoint inspect /var/lib/plant             (what the last good one holds)",
        "hotstream checkpoint verify /var/lib/plant              (exit code 1 if anything is damaged)",
        "hotstream checkpoint repair /var/lib/plant              (moves what is damaged aside; removes nothing)",
    ];

    public static Command Create() => new(Name, "Looks into the checkpoint directory of a context.")
    {
        Verb("list", "Lists checkpoints, the log of batches, and what a restart would go on from.", CheckpointReport.List),
        Verb("inspect", "Shows the operators in the checkpoint that a restart would go on from.", CheckpointReport.Inspect),
        Verb("verify", "Reads everything and checks every sum; exit code 1 if anything is damaged.", CheckpointReport.Verify),
        Verb("repair", "Moves damaged files into the directory 'damaged' within; removes nothing.", CheckpointReport.Repair),
    };

    private static Command Verb(string name, string description, Func<CheckpointDirectory, TextWriter, int> run)
    {
        var directory = new Argument<string>("DIR") { Description = "The checkpoint directory." };
        var command = new Command(name, description) { directory };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(directory)!;
            return Directory.Exists(path)
                ? run(CheckpointDirectory.Read(path), Console.Out)
                : throw new UsageException($"There is no directory {path}.");
        });
        return command;
    }
}

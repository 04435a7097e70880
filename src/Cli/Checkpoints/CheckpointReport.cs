using static System.FormattableString;

namespace HotStream.Cli;

/// <summary>What <c>hotstream checkpoint</c> prints.</summary>
internal static class CheckpointReport
{
    public static int List(CheckpointDirectory directory, TextWriter output)
    {
        foreach (CheckpointInfo checkpoint in directory.Checkpoints)
        {
            string kind = checkpoint.Damage is not null ? "damaged"
                : checkpoint.Base is { } since ? Invariant($"changes since {since.Milliseconds}") : "whole";
            string age = checkpoint.Created is { } created ? Invariant($"  {created:yyyy-MM-dd HH:mm:ss}") : "";
            output.WriteLine(Invariant($"{checkpoint.Time.Milliseconds}  {checkpoint.Bytes} bytes  {kind}{age}"));
        }

        output.WriteLine(directory.LastBatch is { } last
            ? Invariant($"log: {directory.LoggedBatches} batches up to {last.Milliseconds}, ")
            + (directory.IsLastBatchDone ? "done" : "not done")
            : "log: no batches");
        if (directory.ReceivedFiles > 0)
        {
            output.WriteLine(Invariant($"received: {directory.ReceivedBytes} bytes in {directory.ReceivedFiles} files"));
        }

        output.WriteLine(directory.LastGood is { } good
            ? Invariant($"a restart goes on from {good.Time.Milliseconds} and runs {directory.BatchesToRunAgain} batches again")
            : Invariant($"a restart begins with empty state and runs {directory.BatchesToRunAgain} batches again"));
        return ExitCodes.Ok;
    }

    public static int Inspect(CheckpointDirectory directory, TextWriter output)
    {
        if (directory.LastGood is not { } good)
        {
            output.WriteLine("there is no checkpoint that can be read");
            return ExitCodes.Failed;
        }

        output.WriteLine(Invariant($"{PlainText.Of(good.Context!)}, batch {good.Time.Milliseconds}, {good.Bytes} bytes"));
        foreach (CheckpointOperatorInfo step in good.Operators)
        {
            output.WriteLine(Invariant($"{PlainText.Of(step.Name)}: {PlainText.Of(step.Kind)}, ")
                + Invariant($"{step.Partitions} partitions, {step.Bytes} bytes"));
        }

        return ExitCodes.Ok;
    }

    public static int Verify(CheckpointDirectory directory, TextWriter output)
    {
        foreach (CheckpointInfo damaged in directory.Checkpoints.Where(checkpoint => checkpoint.Damage is not null))
        {
            output.WriteLine(PlainText.Of(damaged.Damage!));
        }

        if (directory.DamagedLogBytes > 0)
        {
            output.WriteLine(Invariant($"the last {directory.DamagedLogBytes} of {directory.LogBytes} bytes of the log are no entries: ")
                + "a write that the end of the process cut off, or damage");
        }

        output.WriteLine(directory.IsWhole ? "whole" : "damaged; 'hotstream checkpoint repair' moves it aside");
        return directory.IsWhole ? ExitCodes.Ok : ExitCodes.Failed;
    }

    public static int Repair(CheckpointDirectory directory, TextWriter output)
    {
        IReadOnlyList<string> moved = directory.MoveDamagedAside();
        foreach (string file in moved)
        {
            output.WriteLine($"{file} was damaged and is in {Path.Combine(directory.Path, "damaged")} now");
        }

        output.WriteLine(moved.Count == 0 ? "nothing was damaged" : "a restart goes on from what is left; see 'hotstream checkpoint list'");
        return ExitCodes.Ok;
    }
}

using HotStream.Testing;
using HotStream.Tests.Io;
using HotStream.Tests.Recovery;

namespace HotStream.Tests.Cli;

/// <summary><c>hotstream checkpoint</c> over the directory of a program that was ended in the middle.</summary>
public sealed class CheckpointCommandTests
{
    [Fact]
    public void A_directory_is_listed_inspected_verified_and_repaired()
    {
        var source = new ReplayableSource<KeyValuePair<string, long>>(number => [new("key", number)]);
        using var lives = CrashRun.Of(context => source.Open(context)
            .UpdateStateByKey((IReadOnlyList<long> values, Optional<long> sum) =>
                Optional<long>.Some(values.Sum() + sum.GetValueOrDefault(0)))
            .Named("totals").Map(pair => pair.Value));
        lives.Live(4, graceful: true);
        lives.Live(1);
        Assert.Equal((0, ""), Run("list", lives, out string listed));
        Assert.Matches(
            @"\A2000  \d+ bytes  whole  [-0-9: ]+\n4000  \d+ bytes  changes since 2000  [-0-9: ]+\nlog: 5 batches up to 5000, done\n"
            + @"a restart goes on from 4000 and runs 1 batches again\n\z", listed);
        Assert.Equal((0, ""), Run("inspect", lives, out string inspected));
        Assert.Matches(@"\Acrash run, batch 4000, \d+ bytes\n(.*\n)*totals: UpdateStateByKey of string to long, 2 partitions, \d+ bytes\n(.*\n)*\z",
            inspected.ReplaceLineEndings("\n"));
        Assert.Equal((0, ""), Run("verify", lives, out string verified));
        Assert.Equal("whole\n", verified);

        string newest = Directory.GetFiles(lives.Checkpoints, "*.state").Max()!;
        byte[] bytes = File.ReadAllBytes(newest);
        bytes[^20] ^= 1;
        File.WriteAllBytes(newest, bytes);
        File.AppendAllText(Path.Combine(lives.Checkpoints, BatchLog.FileName), "cut off");
        Assert.Equal((1, ""), Run("verify", lives, out string damaged));
        Assert.Contains($"{newest} is damaged at byte", damaged, StringComparison.Ordinal);
        Assert.Contains("the last 7 of ", damaged, StringComparison.Ordinal);
        Assert.Equal((0, ""), Run("repair", lives, out string repaired));
        Assert.Contains($"{newest} was damaged", repaired, StringComparison.Ordinal);
        Assert.Equal(bytes, File.ReadAllBytes(Path.Combine(lives.Checkpoints, "damaged", Path.GetFileName(newest))));
        Assert.Equal((0, ""), Run("verify", lives, out verified));
        lives.Live(1);
        Assert.Equal(["0", "1", "3", "6", "10", "15"], lives.Output.Records);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_wrong_usage()
    {
        using var folder = new Folder();
        (int exitCode, string output, string error) = CliProcess.Run("checkpoint", "list", Path.Combine(folder.Root, "none"));
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith($"hotstream: There is no directory {folder.Root}", error, StringComparison.Ordinal);
    }

    private static (int ExitCode, string Error) Run(string verb, CrashRun lives, out string output)
    {
        (int exitCode, output, string error) = CliProcess.Run("checkpoint", verb, lives.Checkpoints);
        return (exitCode, error);
    }
}

using HotStream.Testing;
using HotStream.Tests.Io;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Recovery.Copies;

/// <summary>A machine is lost with its directory, and another one goes on.</summary>
public sealed class LostMachineTests
{
    [Fact]
    public void It_is_the_same_wherever_the_machine_is_lost()
    {
        var words = new ReplayableSource<string>(["to", "be"], ["or", "to"]);
        CrashReport report = Everywhere(words, static root => new DirectoryCopies(root));
        Assert.Equal(["(be,1)", "(or,1)", "(to,2)"], report.Outputs[new BatchTime(2000)]);
        Assert.InRange(report.Crashes, 20, 8 * 4);
    }

    [Fact]
    public void A_store_that_says_yes_before_it_has_an_object_is_found()
    {
        var words = new ReplayableSource<string>(["to", "be"], ["or", "to"]);
        BrokenLawException broken = Assert.Throws<BrokenLawException>(() => Everywhere(words, static root => new HastyCopies(root)));
        Assert.StartsWith("After a crash at ", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_graceful_end_nothing_runs_again_on_another_machine()
    {
        using var machines = new Machines();
        StreamingContext first = machines.Start("a");
        machines.Tick(5);
        first.Stop(graceful: true);
        Directory.Delete(machines.DirectoryOf("a"), recursive: true);
        machines.Start("b");
        machines.Tick(2);
        machines.AssertTotals(7);
        Assert.Equal(0, machines.Output.Repeated);
        Assert.Contains(machines.Logs.Entries, entry => entry.Id == 4054 && entry.Message.Contains("is empty", StringComparison.Ordinal));
    }

    [Fact]
    public void Machine_after_machine_goes_on_and_the_store_does_not_grow()
    {
        using var machines = new Machines();
        int batches = 0;
        for (int life = 0; life < 6; life++)
        {
            string name = $"machine {life}";
            StreamingContext context = machines.Start(name);
            machines.TickUntilListed(2);
            batches = (int)(machines.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
            machines.Lose(context, name);
        }

        machines.AssertTotals(batches);
        Assert.InRange(machines.Newest().Header.Checkpoints.Count, 2, 60);
    }

    [Fact]
    public void Long_runs_keep_few_objects_in_the_store()
    {
        using var machines = new Machines();
        StreamingContext first = machines.Start("a");
        machines.Tick(205);
        machines.TickUntilListed(2);
        int batches = (int)(machines.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
        string[] names = machines.Copies.Names();
        Assert.InRange(names.Count(static name => name.StartsWith("log/", StringComparison.Ordinal)), 2, 330);
        Assert.InRange(names.Count(static name => name.StartsWith("state/", StringComparison.Ordinal)), 2, 40);
        machines.Lose(first, "a");
        machines.Start("b");
        machines.Tick();
        machines.AssertTotals(batches + 1);
    }

    [Fact]
    public void Short_batches_share_an_object_by_the_interval_of_the_log()
    {
        using var machines = new Machines();
        machines.With = static options => options.LogSyncInterval = TimeSpan.FromSeconds(10);
        StreamingContext first = machines.Start("a");
        machines.Tick(30);
        Assert.InRange(machines.Newest().Header.Number, 3, 6);
        first.Stop(graceful: true);
        machines.AssertTotals(30);
    }

    private static CrashReport Everywhere(ReplayableSource<string> words, Func<string, CheckpointCopies> open)
    {
        Folder? folder = null;
        try
        {
            return Crash.Everywhere(
                context => words.Open(context).CountByValue().UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) =>
                    Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum())),
                new CrashOptions
                {
                    Batches = 2,
                    CheckpointInterval = TimeSpan.FromSeconds(1),
                    IsDirectoryLost = true,
                    Patience = Engine.Patience,
                    BeforeRun = () =>
                    {
                        folder?.Dispose();
                        folder = new Folder();
                    },
                    With = options => options.CheckpointCopies = open(folder!.Root),
                });
        }
        finally
        {
            folder?.Dispose();
        }
    }
}

using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging;

namespace HotStream.Tests.Recovery.Copies;

/// <summary>A store that is away, loses answers, or has damaged objects.</summary>
public sealed class CopyFailureTests
{
    [Fact]
    public void Batches_wait_while_the_store_is_away_one_message_says_so_and_work_goes_on()
    {
        using var machines = new Machines();
        machines.Start("a");
        machines.Tick(2);
        int asked = 0;
        machines.Copies.Before = request =>
        {
            asked++;
            throw new IOException("The credentials have expired: renew them.");
        };
        machines.Clock.Advance(TimeSpan.FromSeconds(2));
        Engine.WaitFor(() => asked > 3, "the store was asked again");
        Assert.Equal(2, machines.Output.Batches.Count);
        machines.Copies.Before = null;
        machines.Tick();
        machines.AssertTotals(5);
        (_, LogLevel level, string message) = Assert.Single(machines.Logs.Entries, entry => entry.Id == 4050);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains($"directory {machines.Copies.Root}, which has the checkpoint copies of context totals, cannot be used: The "
            + "credentials have expired: renew them. Batches wait", message, StringComparison.Ordinal);
        Assert.Single(machines.Logs.Entries, entry => entry.Id == 4051);
    }

    [Fact]
    public void A_stop_does_not_wait_for_a_store_that_is_away_and_the_batch_that_waited_runs_in_the_next_life()
    {
        using var machines = new Machines();
        machines.With = static options => options.GracefulStopTimeout = TimeSpan.FromMilliseconds(200);
        StreamingContext first = machines.Start("a");
        machines.Tick(2);
        machines.Copies.Before = static _ => throw new IOException("It is away.");
        machines.Clock.Advance(TimeSpan.FromSeconds(1));
        first.Stop(graceful: true);
        Assert.Equal(2, machines.Output.Batches.Count);
        Assert.Contains("It is away.", Assert.Throws<IOException>(() => machines.Start("a")).Message, StringComparison.Ordinal);
        machines.Copies.Before = null;
        machines.Start("a");
        machines.Tick();
        machines.AssertTotals(4);
    }

    [Fact]
    public void An_answer_that_is_lost_is_no_other_owner()
    {
        using var machines = new Machines();
        int lost = 0;
        machines.Copies.Created = name =>
        {
            if (name.StartsWith("log/", StringComparison.Ordinal) && lost++ % 2 == 0)
            {
                throw new IOException("The connection broke.");
            }
        };
        StreamingContext first = machines.Start("a");
        machines.Tick(4);
        machines.Lose(first, "a");
        machines.Start("b");
        machines.Tick();
        machines.AssertTotals(5);
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("gone")]
    public void A_checkpoint_of_which_an_object_is_not_as_it_was_is_passed_over_by_name(string how)
    {
        using var machines = new Machines();
        StreamingContext first = machines.Start("a");
        machines.TickUntilListed(3);
        CopiedCheckpoint newest = machines.Newest().Header.Checkpoints[^1];
        machines.Lose(first, "a");
        string piece = newest.Pieces().First();
        Spoil(machines.Copies.PathOf(piece), how);
        machines.Start("b");
        machines.Tick();
        machines.AssertTotals(BatchesOf(machines));
        string message = Assert.Single(machines.Logs.Entries, entry => entry.Id == 4052).Message;
        Assert.StartsWith($"{piece} of directory {machines.Copies.Root} is {how}: checkpoint ", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("damaged")]
    [InlineData("gone")]
    public void A_log_ends_before_a_last_object_that_is_not_as_it_was(string how)
    {
        using var machines = new Machines();
        StreamingContext first = machines.Start("a");
        machines.Tick(3);
        string last = CopyNames.OfLog(machines.Newest().Header.Number);
        machines.Lose(first, "a");
        Spoil(machines.Copies.PathOf(last), how);
        machines.Start("b");
        machines.Tick(2);
        Assert.Equal(how == "damaged", machines.Text.Contains($"{last} of directory {machines.Copies.Root} is damaged: ",
            StringComparison.Ordinal));
        machines.AssertTotals(5); // its source gives the same to the batch that is new again
    }

    [Fact]
    public void A_log_with_a_gap_that_no_checkpoint_spans_is_refused()
    {
        using var machines = new Machines();
        machines.With = static options => options.CheckpointInterval = TimeSpan.FromHours(1);
        StreamingContext first = machines.Start("a");
        machines.Tick(4);
        machines.Lose(first, "a");
        File.Delete(machines.Copies.PathOf(CopyNames.OfLog(3)));
        InvalidDataException refusal = Assert.Throws<InvalidDataException>(() => machines.Start("b"));
        Assert.Contains("what streams remembered is lost", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"{CopyNames.OfLog(3)} of directory {machines.Copies.Root} is gone", machines.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_cut_off_or_changed_are_no_object()
    {
        using var machines = new Machines();
        machines.Start("a");
        machines.Tick(2);
        byte[] whole = machines.Newest().ToBytes();
        Assert.NotNull(CopyObject.TryRead(whole));
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 0x10;
            Assert.Null(CopyObject.TryRead(changed));
            Assert.Null(CopyObject.TryRead(whole.AsSpan(0, i)));
        }

        Assert.Null(CopyObject.TryRead([.. whole, .. whole]));
    }

    [Fact]
    public void What_is_lost_with_the_machine_is_said_by_name()
    {
        using var machines = new Machines();
        using StreamingContext context = StreamingContext.GetOrCreate(machines.DirectoryOf("a"), () =>
        {
            StreamingContext made = machines.Make();
            made.ReceiverStream(new SilentReceiver()).ForeachBatch(static _ => { });
            return made;
        });
        context.Start();
        Assert.Contains($"is not in directory {machines.Copies.Root}: what it received since the last checkpoint there",
            Assert.Single(machines.Logs.Entries, entry => entry.Id == 4058).Message, StringComparison.Ordinal);
    }

    private static int BatchesOf(Machines machines) => (int)(machines.Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;

    private static void Spoil(string path, string how)
    {
        if (how == "gone")
        {
            File.Delete(path);
            return;
        }

        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 0x01;
        File.WriteAllBytes(path, bytes);
    }

    private sealed class SilentReceiver : Receiver<string>
    {
        protected override void OnStart()
        {
        }
    }
}

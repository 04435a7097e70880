using HotStream.Tests.Streams;

namespace HotStream.Tests.Recovery.Copies;

/// <summary>Who may go on with a query, and from what.</summary>
public sealed class CopyOwnerTests
{
    [Fact]
    public void An_owner_that_was_paused_while_another_took_over_stops_before_an_output_and_says_who_has_it()
    {
        using var machines = new Machines();
        StreamingContext paused = machines.Start("a");
        machines.Tick(3);
        StreamingContext next = machines.Start("b"); // which runs the third batch again
        int before = machines.Output.CommitsOf(new BatchTime(4000));
        machines.Tick();
        CheckpointTakenOverException failure = Assert.IsType<CheckpointTakenOverException>(
            Assert.Throws<BatchFailedException>(() => paused.AwaitTerminationOrTimeout(Engine.Patience)).InnerException);
        Assert.Contains($"log/000000000005 in directory {machines.Copies.Root} was written by another process ({Environment.MachineName}, "
            + $"process {Environment.ProcessId}, owner ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Let one process at a time run it", failure.Message, StringComparison.Ordinal);
        Engine.WaitFor(() => paused.State == StreamingContextState.Stopped, "the one that was taken over had stopped");
        Assert.Equal(StreamingContextState.Active, next.State);
        machines.Tick();
        Assert.Equal(0, before);
        Assert.Equal(1, machines.Output.CommitsOf(new BatchTime(4000)));
        Assert.Equal(1, machines.Output.CommitsOf(new BatchTime(5000)));
        machines.AssertTotals(5);
    }

    [Fact]
    public void A_start_loses_against_one_that_wrote_while_it_read()
    {
        using var machines = new Machines();
        machines.Start("a");
        machines.Tick(2);
        bool isFirst = true;
        machines.Copies.Before = request =>
        {
            if (isFirst && request == "list state/") // the last look before the own number
            {
                isFirst = false;
                machines.Tick();
            }
        };
        CheckpointTakenOverException failure = Assert.Throws<CheckpointTakenOverException>(() => machines.Start("b"));
        Assert.Contains("Let one process at a time run it", failure.Message, StringComparison.Ordinal);
        machines.Tick(2);
        machines.AssertTotals(5);
    }

    [Fact]
    public void The_directory_is_gone_on_from_while_it_is_as_new_as_the_store()
    {
        using var machines = new Machines();
        machines.Start("a").Stop();
        StreamingContext first = machines.Start("a");
        machines.Tick(3);
        first.Stop();
        int reads = 0;
        machines.Copies.Before = request => reads += request.StartsWith("read state/", StringComparison.Ordinal) ? 1 : 0;
        machines.Start("a");
        machines.Tick();
        Assert.Equal(0, reads);
        machines.AssertTotals(4);
        Assert.Equal(2, machines.Logs.Entries.Count(entry => entry.Id == 4053));
        Assert.DoesNotContain(machines.Logs.Entries, entry => entry.Id == 4054);
    }

    [Fact]
    public void An_old_directory_is_moved_aside_for_what_another_machine_did_since()
    {
        using var machines = new Machines();
        StreamingContext first = machines.Start("a");
        machines.Tick(3);
        first.Stop();
        StreamingContext second = machines.Start("b");
        machines.Tick(3);
        machines.Lose(second, "b");
        machines.Start("a");
        machines.Tick();
        machines.AssertTotals(7);
        Assert.Contains("does not have all of that; what was there is in", Assert.Single(machines.Logs.Entries,
            entry => entry.Id == 4054 && entry.Message.Contains(machines.DirectoryOf("a"), StringComparison.Ordinal)).Message,
            StringComparison.Ordinal);
        Assert.Single(Directory.GetDirectories(machines.DirectoryOf("a"), "before-*"));
    }

    [Fact]
    public void A_directory_that_had_no_store_is_copied_by_its_next_start()
    {
        using var machines = new Machines();
        machines.With = static options => options.CheckpointCopies = null;
        StreamingContext first = machines.Start("a");
        machines.Tick(5);
        first.Stop(graceful: true);
        machines.With = null;
        machines.Lose(machines.Start("a"), "a");
        machines.Start("b");
        machines.Tick();
        machines.AssertTotals(6);
    }

    [Fact]
    public void A_store_of_another_query_is_refused_by_name()
    {
        using var machines = new Machines();
        machines.Start("a").Stop();
        machines.With = static options => options.CheckpointCopies = null;
        machines.Start("b").Stop();
        machines.With = null;
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => machines.Start("b"));
        Assert.Contains($"directory {machines.Copies.Root} has the copies of query ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("correct one of them", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_store_that_replaces_what_is_there_is_refused_by_name()
    {
        using var machines = new Machines(static root => new ReplacingCopies(root));
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => machines.Start("a"));
        Assert.Contains("cannot keep the checkpoint copies of context totals", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("If-None-Match", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(machines.Copies.Names());
    }

    [Fact]
    public void A_context_that_would_never_go_on_from_its_copies_is_refused()
    {
        using var machines = new Machines();
        using StreamingContext without = machines.Make();
        Assert.Contains("GetOrCreate", Assert.Throws<InvalidOperationException>(without.Start).Message, StringComparison.Ordinal);
        using StreamingContext anew = machines.Make();
        anew.Checkpoint(machines.DirectoryOf("a"));
        Assert.Contains("GetOrCreate", Assert.Throws<InvalidOperationException>(anew.Start).Message, StringComparison.Ordinal);
        Assert.Empty(machines.Copies.Names());
    }

    /// <summary>As a server that does not know create-only writes.</summary>
    private sealed class ReplacingCopies(string root) : DirectoryCopies(root)
    {
        public override async Task<bool> CreateAsync(string name, ReadOnlyMemory<byte> content, CancellationToken stop)
        {
            await DeleteAsync(name, stop);
            return await base.CreateAsync(name, content, stop);
        }
    }
}

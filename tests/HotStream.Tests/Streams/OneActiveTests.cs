using System.Collections.Concurrent;

namespace HotStream.Tests.Streams;

[Collection(AloneCollection.Name)]
public sealed class OneActiveTests
{
    [Fact]
    public void Contexts_on_manual_clocks_run_side_by_side()
    {
        var clock = new ManualClock();
        StreamingContext[] contexts = [.. Enumerable.Range(0, 2).Select(number => new StreamingContext($"of {number}",
            TimeSpan.FromSeconds(1), new StreamingOptions { TimeProvider = clock, Partitions = 1 }))];
        List<List<int>>[] seen = [.. contexts.Select((context, number) => Engine.Collect(context.QueueStream(
            new System.Collections.Concurrent.ConcurrentQueue<IReadOnlyList<int>>([[number], [number + 10]]))))];
        Array.ForEach(contexts, context => context.Start());
        Assert.DoesNotContain(StreamingContext.Active, contexts);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.All(contexts, context => Assert.True(context.AwaitDueBatches(Engine.Patience)));
        Array.ForEach(contexts, context => context.Dispose());
        Assert.Equal([[0], [10]], seen[0]);
        Assert.Equal([[1], [11]], seen[1]);
    }

    [Fact]
    public void A_second_context_may_be_built_but_not_started_while_one_is_active()
    {
        using StreamingContext first = Build("first");
        using StreamingContext second = Build("second");
        first.Start();
        Assert.Same(first, StreamingContext.Active);
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(second.Start);
        Assert.Contains("first", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(StreamingContextState.Initialized, second.State);
        first.Stop();
        Assert.Null(StreamingContext.Active);
        second.Start();
        Assert.Same(second, StreamingContext.Active);
        second.Stop();
        Assert.Null(StreamingContext.Active);
    }

    [Fact]
    public void A_context_that_does_not_ask_to_be_alone_runs_beside_one_that_does()
    {
        using StreamingContext alone = Build("alone");
        using var other = new Engine();
        List<List<int>> seen = Engine.Collect(other.Queue<int>([7]));
        alone.Start();
        other.Tick();
        Assert.Equal([[7]], seen);
        Assert.Same(alone, StreamingContext.Active);
        other.Context.Stop();
        Assert.Same(alone, StreamingContext.Active);
    }

    [Fact]
    public void A_start_that_fails_validation_leaves_the_place_free()
    {
        using (var noOutput =
            new StreamingContext("no output", TimeSpan.FromSeconds(1), Alone()))
        {
            Assert.Throws<InvalidOperationException>(noOutput.Start);
            Assert.Null(StreamingContext.Active);
        }

        using StreamingContext next = Build("next");
        next.Start();
    }

    [Fact]
    public void Stopping_a_context_that_never_started_does_not_free_the_place_of_another()
    {
        using StreamingContext active = Build("active");
        active.Start();
        using (Build("never started"))
        {
        }

        Assert.Same(active, StreamingContext.Active);
    }

    private static StreamingOptions Alone() => new() { TimeProvider = new ManualClock(), OneActivePerProcess = true };

    private static StreamingContext Build(string name)
    {
        var context = new StreamingContext(name, TimeSpan.FromSeconds(1), Alone());
        context.QueueStream(new ConcurrentQueue<IReadOnlyList<int>>()).ForeachBatch(_ => { });
        return context;
    }
}

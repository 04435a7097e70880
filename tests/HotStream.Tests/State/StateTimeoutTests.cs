namespace HotStream.Tests.State;

/// <summary>When idle keys leave. Batches come every second.</summary>
public sealed class StateTimeoutTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    public void Promptly_an_idle_key_leaves_in_the_first_batch_in_which_it_is_idle(int partitions)
    {
        Assert.Equal(
            ["", "", "", "", "c:-1", "b:-1", "", "a:-1", ""],
            Run(partitions, spec => spec.PromptTimeout(TimeSpan.FromSeconds(3)), ["abc", "ab", "a", "a", "", "", "", "", ""]));
    }

    [Fact]
    public void By_default_idle_keys_leave_at_the_full_scan_only() => Assert.Equal(
        ["", "", "", "", "", "", "", "", "", "b:-1 c:-1", "", ""],
        Run(2, spec => spec.Timeout(TimeSpan.FromSeconds(3)), ["abc", "ab", "a", "a", "", "", "a", "", "", "", "", ""]));

    [Fact]
    public void A_full_scan_every_second_batch_finds_what_is_idle_then() => Assert.Equal(
        ["", "", "", "a:-1", "", ""],
        Run(2, spec => spec.Timeout(TimeSpan.FromSeconds(1)), ["a", "", "", "", "", ""], checkpointSeconds: 2));

    [Fact]
    public void A_record_without_an_update_touches_the_key() => Assert.Equal(
        ["", "", "", "", "", "", "r:-1", ""],
        Run(2, spec => spec.PromptTimeout(TimeSpan.FromSeconds(2)), ["r", "r", "r", "r", "", "", "", ""]));

    [Fact]
    public void Initial_state_counts_as_touched_in_the_first_batch()
    {
        string[] batches = ["", "", "", "", ""];
        Assert.Equal(["", "", "", "z:-1", ""],
            Run(2, spec => spec.InitialState([new("z", 3)]).PromptTimeout(TimeSpan.FromSeconds(2)), batches));
        Assert.Equal(["", "", "", "z:-1", ""],
            Run(2, spec => spec.InitialState([new("z", 3)]).Timeout(TimeSpan.FromSeconds(2)), batches, checkpointSeconds: 1));
    }

    [Fact]
    public void A_key_with_a_record_in_the_batch_in_which_it_would_leave_stays() => Assert.Equal(
        ["", "", "", "", "a:-1", ""],
        Run(1, spec => spec.PromptTimeout(TimeSpan.FromSeconds(1)), ["a", "", "a", "", "", ""]));

    [Fact]
    public void A_key_that_left_starts_afresh_and_leaves_again() => Assert.Equal(
        ["", "", "a:-1", "", "", "a:-1", ""],
        Run(3, spec => spec.PromptTimeout(TimeSpan.FromSeconds(1)), ["a", "", "", "a", "", "", ""]));

    [Fact]
    public void A_timeout_shorter_than_the_slide_leaves_one_batch() => Assert.Equal(
        ["", "a:-1", "", "a:-1"],
        Run(2, spec => spec.PromptTimeout(TimeSpan.FromMilliseconds(1)), ["a", "", "a", ""]));

    /// <summary>
    /// One letter is one record: a key that stores 1 and gives nothing, except when it times out; <c>r</c>
    /// never updates after the first time.
    /// </summary>
    private static List<string> Run(
        int partitions, Action<StateSpec<string, long, long, KeyValuePair<string, long>>> set, string[] batches,
        int? checkpointSeconds = null)
    {
        using var engine = new StateEngine(partitions);
        StateSpec<string, long, long, KeyValuePair<string, long>> spec =
            StateSpec.Function((string key, Optional<long> value, State<long> state) =>
        {
            if (state.IsTimingOut)
            {
                return Optional<KeyValuePair<string, long>>.Some(KeyValuePair.Create(key, -1L));
            }

            if (key != "r" || !state.Exists)
            {
                state.Update(1);
            }

            return default;
        });
        set(spec);
        MapWithStateDStream<string, long, KeyValuePair<string, long>> mapped =
            engine.Pairs(batches.Select(batch => batch.Select(letter => (letter.ToString(), 1L)).ToArray())).MapWithState(spec);
        if (checkpointSeconds is { } seconds)
        {
            mapped.Checkpoint(TimeSpan.FromSeconds(seconds));
        }

        List<string> lines = StateEngine.Lines(mapped);
        engine.Tick(batches.Length);
        engine.ThrowIfFailed();
        return lines;
    }
}

using HotStream.Testing;
using HotStream.Tests.Io;

namespace HotStream.Tests.Testing.Kit;

/// <summary>A program gives the same wherever it is killed; and one that does not is found.</summary>
public sealed class CrashTests
{
    private static readonly CrashMoment[] s_moments = Enum.GetValues<CrashMoment>();

    [Fact]
    public void Totals_are_the_same_wherever_the_program_is_killed()
    {
        var words = new ReplayableSource<string>(["to", "be"], ["or"], [], ["not", "to"], ["be"], ["to"]);
        CrashReport report = Crash.Everywhere(context => Totals(words.Open(context)));
        Assert.Equal(s_moments, report.Moments);
        Assert.Equal(["(be,2)", "(not,1)", "(or,1)", "(to,3)"], report.Outputs[new BatchTime(6000)]);
        Assert.InRange(report.Crashes, 70, 8 * 12);
        Assert.True(report.Lives > report.Crashes);
    }

    [Fact]
    public void A_job_over_text_is_the_same_wherever_the_program_is_killed()
    {
        var lines = new ReplayableSource<string>(["to be or", "not to be"], ["a word of more than twelve bytes"], ["to be"]);
        CrashReport report = Crash.Everywhere(context => lines.OpenText(context).Words().CountByValue(), new CrashOptions { Batches = 3 });
        Assert.Equal(["(be,2)", "(not,1)", "(or,1)", "(to,2)"], report.Outputs[new BatchTime(1000)]);
    }

    [Fact]
    public void Files_are_read_once_wherever_the_program_is_killed()
    {
        Folder? folder = null;
        try
        {
            CrashReport report = Crash.Everywhere(context => Totals(context.TextFileStream(folder!.Root).Map(line => line.ToString())),
                new CrashOptions
                {
                    BeforeRun = () =>
                    {
                        folder?.Dispose();
                        folder = new Folder();
                    },
                    BeforeBatch = batch => folder!.Write($"file {batch}", $"one\n{batch % 2}\n", (batch * 1000) - 500),
                    Batches = 4,
                });
            Assert.Equal(["(0,2)", "(1,2)", "(one,4)"], report.Outputs[new BatchTime(4000)]);
        }
        finally
        {
            folder?.Dispose();
        }
    }

    [Fact]
    public void A_source_that_begins_anew_after_a_crash_is_found()
    {
        BrokenLawException broken = Assert.Throws<BrokenLawException>(() => Crash.Everywhere(context =>
        {
            int next = 0; // remembered by nobody
            return new ForgetfulInput(context, () => ++next);
        }));
        Assert.StartsWith("After a crash at ", broken.Message, StringComparison.Ordinal);
        Assert.Contains("is another one than in one life", broken.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_gives_something_else_the_second_time_is_found()
    {
        int calls = 0;
        var source = new ReplayableSource<int>([1], [2], [3]);
        Assert.Throws<BrokenLawException>(() => Crash.Everywhere(context => source.Open(context)
            .Map(record => Interlocked.Increment(ref calls) > 10 ? -record : record), new CrashOptions { Batches = 3 }));
    }

    [Fact]
    public void An_output_that_is_there_twice_is_found_and_one_that_replaces_itself_is_not()
    {
        var source = new ReplayableSource<int>([1], [2, 3], [4]);
        var lines = new List<string>();
        var table = new Dictionary<BatchTime, int>();
        CrashOptions options = new()
        {
            Batches = 3,
            BeforeRun = () =>
            {
                lines.Clear();
                table.Clear();
            },
        };
        Crash.Everywhere(context => source.Open(context).ForeachBatch((batch, time) => table[time] = batch.ToList().Sum()),
            () => table.Select(row => $"{row}"), options);
        BrokenLawException broken = Assert.Throws<BrokenLawException>(() => Crash.Everywhere(context =>
            source.Open(context).Map(record => $"{record}").ForeachBatch(batch => lines.AddRange(batch.ToList())), () => lines, options));
        Assert.Contains("the target is another one than in one life", broken.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(CrashMoment.BeforeLog, 0)]
    [InlineData(CrashMoment.InLog, 0)]
    [InlineData(CrashMoment.BeforeOutputs, 0)]
    [InlineData(CrashMoment.InOutput, 0)]
    [InlineData(CrashMoment.AfterOutputs, 1)]
    [InlineData(CrashMoment.InCheckpoint, 1)]
    [InlineData(CrashMoment.AfterBatch, 1)]
    [InlineData(CrashMoment.InCheckpointFile, 1)]
    public void A_life_ends_at_its_moment(CrashMoment moment, int commits)
    {
        var source = new ReplayableSource<int>([1], [2], [3]);
        using var run = CrashRun.Of(context => source.Open(context).Map(record => KeyValuePair.Create(record, 1)));
        Assert.True(run.LiveUntil(moment, 2));
        Assert.Equal(1, run.Output.CommitsOf(new BatchTime(1000)));
        Assert.Equal(commits, run.Output.CommitsOf(new BatchTime(2000)));
        run.Live(1, graceful: true);
        Assert.Equal(["(1,1)", "(2,1)", "(3,1)"], run.Output.Records);
        Assert.Empty(run.Output.Changed);
    }

    [Fact]
    public void A_life_without_the_moment_says_so_and_is_killed_all_the_same()
    {
        var source = new ReplayableSource<int>([1], [2], [3]);
        using var run = CrashRun.Of(source.Open);
        Assert.False(run.LiveUntil(CrashMoment.InCheckpoint, 1));
        run.Live(2);
        Assert.Equal(["1", "2", "3"], run.Output.Records);
        Assert.Equal(2, run.Output.CommitsOf(new BatchTime(1000)));
    }

    [Fact]
    public void A_batch_that_fails_by_itself_is_said()
    {
        var source = new ReplayableSource<int>([1]);
        using var run = CrashRun.Of(context => source.Open(context).Map(record => record == 1 ? throw new FormatException("no") : record));
        Assert.IsType<FormatException>(Assert.Throws<BatchFailedException>(() => run.Live(1)).InnerException);
        Assert.Throws<BatchFailedException>(() => run.LiveUntil(CrashMoment.AfterOutputs, 2));
    }

    private static DStream<KeyValuePair<string, long>> Totals(DStream<string> words) => words.CountByValue()
        .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) => Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()));

    private sealed class ForgetfulInput(StreamingContext context, Func<int> next) : InputDStream<int>(context, "Forgetful")
    {
        protected override InputBatch<int> Read(BatchTime time) => InputBatch<int>.Of([next()], 1);
    }
}

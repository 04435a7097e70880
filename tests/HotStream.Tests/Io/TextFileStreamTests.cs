using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io;

public sealed class TextFileStreamTests
{
    private const long Start = 1_000_000_000_000; // a multiple of the interval of a second

    [Fact]
    public void A_file_is_taken_by_its_modification_time_after_the_start_and_up_to_the_batch()
    {
        using var folder = new Folder();
        folder.Write("old", "old", Start - 1);
        folder.Write("at the start", "at the start", Start);
        folder.Write("first", "first", Start + 1);
        folder.Write("at the batch", "at the batch", Start + 1000);
        folder.Write("next", "next", Start + 1001);
        Assert.Equal([["at the batch", "first"], ["next"], []], Batches(folder, 3));
    }

    [Fact]
    public void New_files_are_found_after_the_wall_clock_was_set_back()
    {
        using var folder = new Folder();
        using var engine = new Engine(intervalMilliseconds: 60_000, startMilliseconds: Start);
        List<List<string>> seen = Engine.Collect(engine.Context.TextFileStream(folder.Root).Map(line => line.ToString()));
        engine.Tick(120);
        engine.Clock.SetWallClock(engine.Clock.GetUtcNow().AddHours(-1));
        folder.Write("new", "new", engine.Clock.GetUtcNow().ToUnixTimeMilliseconds() + 1000);
        engine.Tick();
        engine.Tick();
        Assert.Equal(["new"], seen.SelectMany(batch => batch));
    }

    [Fact]
    public void Without_newFilesOnly_files_older_than_the_start_are_taken_as_far_back_as_remembered()
    {
        using var folder = new Folder();
        folder.Write("too old", "too old", Start + 1000 - 60_000);
        folder.Write("old enough", "old enough", Start + 1000 - 59_999);
        Assert.Equal([["old enough"], []], Batches(folder, 2, newFilesOnly: false));
    }

    [Fact]
    public void The_remembered_time_is_rounded_up_to_whole_batches()
    {
        using var folder = new Folder();
        folder.Write("out", "out", Start - 1000);
        folder.Write("in", "in", Start - 999);
        Assert.Equal([["in"]], Batches(folder, 1, newFilesOnly: false, remember: TimeSpan.FromMilliseconds(1500)));
    }

    [Fact]
    public void A_file_that_appears_late_but_inside_the_window_is_taken_once()
    {
        using var folder = new Folder();
        Assert.Equal([[], [], ["late"], [], []], Batches(folder, 5, before: batch =>
        {
            if (batch == 2)
            {
                folder.Write("late", "late", Start + 500);
            }
        }));
    }

    [Fact]
    public void A_file_is_taken_once_and_what_is_appended_later_is_not_seen()
    {
        using var folder = new Folder();
        folder.Write("file", "line", Start + 500);
        Assert.Equal([["line"], [], []], Batches(folder, 3, before: batch =>
        {
            if (batch == 1)
            {
                File.AppendAllText(folder.PathOf("file"), "\nmore");
                folder.Touch("file", Start + 1500);
            }
        }));
    }

    [Fact]
    public void A_file_renamed_in_is_taken_and_names_with_a_leading_dot_are_ignored()
    {
        using var folder = new Folder();
        Assert.Equal([[], ["whole"]], Batches(folder, 2, before: batch =>
        {
            if (batch == 0)
            {
                folder.Write(".file", "whole", Start + 700);
            }
            else
            {
                File.Move(folder.PathOf(".file"), folder.PathOf("file"));
            }
        }));
    }

    [Fact]
    public void A_missing_directory_gives_empty_batches_and_a_warning_until_it_is_there()
    {
        using var folder = new Folder();
        using var log = new LogCapture();
        Assert.Equal([[], ["found"]], Batches(folder, 2, path: "later", with: options => options.LoggerFactory = log, before: batch =>
        {
            if (batch == 1)
            {
                folder.Write("later/file", "found", Start + 1500);
            }
        }));
        (int Id, Microsoft.Extensions.Logging.LogLevel Level, string Message) warning =
            Assert.Single(log.Entries, entry => entry.Id == 1006);
        Assert.Contains("later", warning.Message, StringComparison.Ordinal);
        Assert.Contains("Create the directory", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Wildcards_name_directories()
    {
        using var folder = new Folder();
        folder.Write("2024/a", "2024", Start + 1);
        folder.Write("2025/b", "2025", Start + 1);
        folder.Write("other/c", "other", Start + 1);
        folder.Write("2026-1/deep/d", "2026", Start + 1);
        Assert.Equal([["2024", "2025"]], Batches(folder, 1, path: "20??"));
        Assert.Equal([["2026"]], Batches(folder, 1, path: "20*/d*p"));
        Assert.Equal([[]], Batches(folder, 1, path: "nothing*"));
    }

    [Theory]
    [InlineData("{a,b}x", "ax bx")]
    [InlineData("[b-c]x", "bx cx")]
    [InlineData("[!ac]x", "bx dx")]
    [InlineData("ax/**", "ax deep deeper")]
    [InlineData("**/in", "deep")]
    [InlineData("a?/i*/{in,er}", "deeper")]
    [InlineData("{d}x", "braces")]
    public void A_pattern_means_directories_as_it_means_files_of_frames(string pattern, string lines)
    {
        using var folder = new Folder();
        foreach ((string directory, string line) in ((string, string)[])[("ax", "ax"), ("bx", "bx"), ("cx", "cx"), ("ax/in", "deep"),
            ("ax/in/er", "deeper"), ("{d}x", "braces"), ("dx", "dx")])
        {
            Directory.CreateDirectory(Path.Combine(folder.Root, directory));
            folder.Write(Path.Combine(directory, "file"), line, Start + 1);
        }

        Assert.Equal([lines.Split(' ')], Batches(folder, 1, path: pattern));
    }

    [Fact]
    public void Subdirectories_are_not_looked_into()
    {
        using var folder = new Folder();
        folder.Write("sub/file", "hidden", Start + 1);
        folder.Write("file", "seen", Start + 1);
        Assert.Equal([["seen"]], Batches(folder, 1));
    }

    [Fact]
    public void An_overlong_line_is_a_dead_letter_and_the_others_are_read()
    {
        using var folder = new Folder();
        var letters = new List<DeadLetter>();
        folder.Write("file", "short\n" + new string('x', 300_000) + "\nalso short\n" + new string('y', 101) + "\n"
            + new string('z', 100), Start + 1);
        Assert.Equal([["also short", "short", new string('z', 100)]], Batches(folder, 1, with: options =>
        {
            options.Partitions = 1;
            options.LineLengthMax = 100;
            options.DeadLetters = letters.Add;
        }));
        Assert.Equal([(300_000, "line 2, byte 6"), (101, "line 4, byte 300018")],
            letters.Select(letter => (letter.Length, letter.Position)));
        Assert.All(letters, letter => Assert.Equal(folder.PathOf("file"), letter.Source));
        Assert.Equal([new string('x', 300_000), new string('y', 101)],
            letters.Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
    }

    [Fact]
    public void A_dead_letter_output_that_throws_does_not_fail_the_batch()
    {
        using var folder = new Folder();
        using var log = new LogCapture();
        folder.Write("file", "short\n" + new string('x', 300) + "\nalso short\n", Start + 1);
        Assert.Equal([["also short", "short"]], Batches(folder, 1, with: options =>
        {
            options.LineLengthMax = 100;
            options.LoggerFactory = log;
            options.DeadLetters = _ => throw new InvalidDataException("letter box full");
        }));
        Assert.Contains(log.Entries, entry => entry.Id == 1004);
        Assert.Contains(log.Entries, entry => entry.Id == 1005);
    }

    [Fact]
    public void A_file_that_cannot_be_opened_is_reported_and_tried_again_and_the_others_are_read()
    {
        using var folder = new Folder();
        using var log = new LogCapture();
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        using var engine = new Engine(startMilliseconds: now - 10_000, with: options => options.LoggerFactory = log);
        List<List<string>> seen = Engine.Collect(engine.Context.TextFileStream(folder.Root, remember: TimeSpan.FromSeconds(20))
            .Map(line => line.ToString()));
        engine.Context.Start();
        File.CreateSymbolicLink(folder.PathOf("link"), folder.PathOf(".nowhere")); // listed, and not there
        File.CreateSymbolicLink(folder.PathOf("never"), folder.PathOf(".never"));
        folder.Write("good", "good", now);
        engine.Tick(100); // far beyond what is remembered
        Assert.Equal(["good"], seen.SelectMany(lines => lines));
        Assert.Single(log.Entries, entry => entry.Message.Contains("link cannot be opened", StringComparison.Ordinal));
        folder.Write(".nowhere", "late", now);
        File.Delete(folder.PathOf("never"));
        engine.Tick(3);
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(["good", "late"], seen.SelectMany(lines => lines));
        Assert.Single(log.Entries, entry => entry.Message.Contains("link can be opened now", StringComparison.Ordinal));
        Assert.Single(log.Entries, entry => entry.Message.Contains("never is gone and was never read", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_is_removed_after_it_was_listed_is_read_by_every_output()
    {
        using var folder = new Folder();
        folder.Write("file", "line", Start + 500);
        using var engine = new Engine(startMilliseconds: Start);
        DStream<string> lines = engine.Context.TextFileStream(folder.Root).Map(line => line.ToString());
        lines.ForeachBatch(batch => File.Delete(folder.PathOf("file")));
        List<List<string>> seen = Engine.Collect(lines);
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal([["line"]], seen);
    }

    [Fact]
    public void What_is_appended_to_a_last_line_between_two_outputs_is_not_seen()
    {
        using var folder = new Folder();
        folder.Write("file", "first\nline", Start + 500);
        using var engine = new Engine(startMilliseconds: Start);
        DStream<string> lines = engine.Context.TextFileStream(folder.Root).Map(line => line.ToString());
        lines.ForeachBatch(batch => File.AppendAllText(folder.PathOf("file"), " and more\n"));
        List<List<string>> seen = Engine.Collect(lines);
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal([["first", "line"]], seen);
    }

    [Theory]
    [InlineData("\uFEFFfirst\nsecond", "first,second")]
    [InlineData("\uFEFF", "")]
    [InlineData("\uFEFF\n", "")]
    [InlineData("first\n\uFEFFsecond", "first,\uFEFFsecond")]
    public void A_byte_order_mark_at_the_start_of_a_file_is_no_text(string text, string lines)
    {
        using var folder = new Folder();
        folder.Write("file", text, Start + 500);
        Assert.Equal(lines, string.Join(',', Batches(folder, 1)[0]));
    }

    /// <summary>The lines of each batch, sorted.</summary>
    private static List<string[]> Batches(
        Folder folder, int batches, bool newFilesOnly = true, TimeSpan? remember = null, string path = "", Action<int>? before = null,
        Action<StreamingOptions>? with = null)
    {
        using var engine = new Engine(startMilliseconds: Start, with: with);
        List<List<string>> seen = Engine.Collect(engine.Context.TextFileStream(folder.PathOf(path), newFilesOnly, remember)
            .Map(line => line.ToString()));
        engine.Context.Start();
        for (int batch = 0; batch < batches; batch++)
        {
            before?.Invoke(batch);
            engine.Tick();
        }

        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        return [.. seen.Select(lines => lines.Order(StringComparer.Ordinal).ToArray())];
    }
}

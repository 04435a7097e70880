using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;
using Microsoft.Extensions.Logging;

namespace HotStream.Tests.Recovery;

/// <summary>The write-ahead log when files are damaged, types change, and disks are full.</summary>
public sealed class ReceivedDamageTests
{
    [Fact]
    public void A_block_is_in_the_log_when_storing_it_returns()
    {
        using var lives = new ReceivedLives("records", partitions: 3);
        lives.Begin();
        string[] records = [.. Enumerable.Range(0, 5000).Select(number => $"record {number}")];
        for (int i = 0; i < records.Length; i += 500)
        {
            lives.Send(records[i..(i + 500)]);
            Assert.Equal(records[..(i + 500)].Order(), Logged(lives).Order());
        }
    }

    [Theory]
    [InlineData("records")]
    [InlineData("text")]
    [InlineData("slabs")]
    public void What_a_crash_cut_off_at_the_end_is_reported_and_all_before_it_is_there(string kind)
    {
        var log = new LogCapture();
        using var lives = new ReceivedLives(kind, partitions: 1) { Logs = log };
        lives.Begin();
        lives.Send("a", "b");
        lives.Tick();
        lives.Send("c", "a");
        lives.End();
        using (FileStream last = File.Open(lives.Segments.Order().Last(), FileMode.Append))
        {
            last.Write([17, 0, 0, 0, 1, 2, 3]); // a frame that was not written whole
        }

        lives.Begin();
        lives.Await();
        lives.Send("d");
        lives.Tick();
        lives.End();
        Assert.Equal(new() { ["a"] = 2, ["b"] = 1, ["c"] = 1, ["d"] = 1 }, lives.Totals);
        Assert.Contains(log.Entries, entry => entry.Id == 4003 && entry.Message.Contains("7 bytes", StringComparison.Ordinal));
        lives.Begin();
        lives.Tick();
        lives.End(isClean: true);
        Assert.Equal(new() { ["a"] = 2, ["b"] = 1, ["c"] = 1, ["d"] = 1 }, lives.Totals);
    }

    [Fact]
    public void What_a_disk_damaged_is_reported_with_its_length_and_the_program_goes_on()
    {
        var log = new LogCapture();
        using var lives = new ReceivedLives("records", partitions: 1) { Logs = log };
        lives.Begin();
        lives.Send("a");
        lives.Tick();
        lives.Send("b");
        lives.Tick();
        lives.End();
        string path = Assert.Single(lives.Segments);
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^1] ^= 1; // of the second batch's record
        File.WriteAllBytes(path, bytes);
        lives.Begin();
        lives.Send("c");
        lives.Tick();
        lives.End();
        Assert.Equal(new() { ["a"] = 1, ["c"] = 1 }, lives.Totals);
        Assert.Contains(log.Entries, entry => entry is { Id: 4009, Level: LogLevel.Error });
    }

    [Fact]
    public void Files_that_checkpoints_have_are_removed()
    {
        using var lives = new ReceivedLives("text", partitions: 2);
        for (int life = 0; life < 12; life++)
        {
            lives.Begin();
            lives.Send("x");
            lives.Tick(4); // a checkpoint, and a file a lane and life
            lives.End();
        }

        Assert.InRange(lives.Segments.Length, 1, 8);
        lives.Begin();
        lives.Tick();
        lives.End(isClean: true);
        Assert.Equal(12, lives.Totals["x"]);
    }

    [Fact]
    public void Records_of_another_type_are_refused_at_the_start()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-types-");
        try
        {
            using (StreamingContext first = Start<string>(directory, ["text"]))
            {
                first.Stop();
            }

            var refusal = Assert.Throws<InvalidOperationException>(() => Start<long>(directory, []));
            Assert.Contains("plant", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("stop it gracefully", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public void A_type_that_cannot_be_stored_is_refused_unless_the_log_is_off()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("hotstream-types-");
        try
        {
            var refusal = Assert.Throws<NotSupportedException>(() => Start<Exception>(directory, []));
            Assert.Contains("Exception", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("StreamingOptions.WriteAheadLog", refusal.Message, StringComparison.Ordinal);
            using StreamingContext context = Start<Exception>(directory, [], logs: false);
            Assert.Equal(StreamingContextState.Active, context.State);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task A_full_disk_makes_batches_and_sources_wait_and_then_goes_on()
    {
        DirectoryInfo small = Directory.CreateTempSubdirectory("hotstream-small-");
        SmallDisk? disk = SmallDisk.TryMount(small.FullName, megabytes: 1);
        Assert.SkipWhen(disk is null, "a file system of a megabyte cannot be mounted here: that takes root");
        try
        {
            var log = new LogCapture();
            using var lives = new ReceivedLives("records", partitions: 1) { Logs = log, In = small };
            lives.Begin();
            lives.Send("a");
            lives.Tick();
            disk.Fill();
            long before = new FileInfo(Assert.Single(lives.Segments)).Length;
            Task sending = Task.Run(() => lives.Send([.. Enumerable.Range(0, 10_000).Select(number => $"record {number}")]));
            Engine.WaitFor(() => new FileInfo(Assert.Single(lives.Segments)).Length > before, "something of it was written");
            lives.Pass(1);
            Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == 4007), "the disk was full");
            Assert.Matches(@"\(0 bytes are free\).* room for [1-9]\d{3,} bytes", log.Entries.First(entry => entry.Id == 4007).Message);
            Assert.False(sending.IsCompleted); // what is not on disk is not acknowledged
            Assert.Single(lives.Totals);
            disk.Free();
            await sending.WaitAsync(Engine.Patience);
            lives.Tick();
            lives.End();
            Assert.Contains(log.Entries, entry => entry.Id == 4008);
            Assert.Equal(10_001, lives.Totals.Count);
            lives.Begin();
            lives.Tick();
            lives.End(isClean: true);
            Assert.Equal(10_001, lives.Totals.Values.Sum());
        }
        finally
        {
            Assert.True(disk.Unmount());
            small.Delete();
        }
    }

    [Fact]
    public void A_full_disk_is_not_taken_for_another_user_of_the_directory()
    {
        DirectoryInfo small = Directory.CreateTempSubdirectory("hotstream-small-");
        using SmallDisk? disk = SmallDisk.TryMount(small.FullName, megabytes: 1);
        Assert.SkipWhen(disk is null, "a file system of a megabyte cannot be mounted here: that takes root");
        disk.Fill();
        using RecoveryLock held = RecoveryLock.Take(small.FullName);
        var refusal = Assert.Throws<InvalidOperationException>(() => RecoveryLock.Take(small.FullName));
        Assert.Contains("is used by another", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_log_that_would_fill_the_disk_leaves_room_for_checkpoints_and_goes_on_by_itself()
    {
        const int Blocks = 60;
        DirectoryInfo small = Directory.CreateTempSubdirectory("hotstream-small-");
        SmallDisk? disk = SmallDisk.TryMount(small.FullName, megabytes: 200);
        Assert.SkipWhen(disk is null, "a file system of 200 megabytes cannot be mounted here: that takes root");
        try
        {
            var log = new LogCapture();
            var clock = new ManualClock();
            var receiver = new ScriptedReceiver<string>();
            long counted = 0;
            using (StreamingContext context = StreamingContext.GetOrCreate(Path.Combine(small.FullName, "checkpoints"), () =>
            {
                var made = new StreamingContext("tight", TimeSpan.FromSeconds(1), new StreamingOptions
                {
                    TimeProvider = clock,
                    OneActivePerProcess = false,
                    LoggerFactory = log,
                    CheckpointInterval = TimeSpan.FromSeconds(3),
                });
                made.ReceiverStream(receiver).Count().ForeachBatch(batch => counted += batch.ToList().Sum());
                return made;
            }))
            {
                context.Start();
                string[] block = [.. Enumerable.Range(0, 1000).Select(number => new string((char)('a' + (number % 26)), 8000))];
                for (int i = 0; i < Blocks; i++)
                {
                    receiver.Send(block);
                }

                Engine.WaitFor(() => log.Entries.Any(entry => entry.Id == 4012), "the log holds back");
                long free = -1;
                Engine.WaitFor( // no batch is over yet, so that who does not hold back has filled the disk by then
                    () =>
                    {
                        Thread.Sleep(500);
                        long before = free;
                        free = DiskWait.FreeBytesOf(small.FullName);
                        return free == before;
                    },
                    "nothing more is written");
                Assert.True(free > 0, "The disk is full.");
                Engine.WaitFor(
                    () =>
                    {
                        clock.Advance(TimeSpan.FromSeconds(1));
                        Assert.True(context.AwaitDueBatches(Engine.Patience));
                        return counted == Blocks * block.Length;
                    },
                    "all was counted");
            }

            Assert.DoesNotContain(log.Entries, entry => entry.Id == 4007); // the disk was never full
        }
        finally
        {
            Assert.True(disk.Unmount());
            small.Delete();
        }
    }

    private static StreamingContext Start<T>(DirectoryInfo directory, T[] sends, bool logs = true)
    {
        var receiver = new ScriptedReceiver<T>();
        StreamingContext context = StreamingContext.GetOrCreate(directory.FullName, () =>
        {
            var options = new StreamingOptions { TimeProvider = new ManualClock(), OneActivePerProcess = false, WriteAheadLog = logs };
            var made = new StreamingContext("types", TimeSpan.FromSeconds(1), options);
            made.ReceiverStream(receiver).Named("plant").ForeachBatch(_ => { });
            return made;
        });
        context.Start();
        if (sends.Length > 0)
        {
            receiver.Send(sends);
            receiver.WaitUntilStored();
        }

        return context;
    }

    private static IEnumerable<string> Logged(ReceivedLives lives)
    {
        var column = new StringColumn();
        using var texts = new Utf8Arena();
        return [.. ReceivedSegment.In(Path.Combine(lives.Checkpoints, ReceivedLog.DirectoryName))
            .SelectMany(segment => segment.Frames())
            .Where(frame => frame is { Offset: > 0, Payload: not null })
            .SelectMany(frame => StoredRecords.Read(frame.Payload!.Value, column, texts))];
    }
}

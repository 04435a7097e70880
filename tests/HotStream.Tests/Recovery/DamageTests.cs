using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HotStream.Tests.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Recovery;

/// <summary>Files of recovery that a crash cut off or a disk damaged: what is whole before is read, and nothing that is not.</summary>
public sealed class DamageTests : IDisposable
{
    private static readonly Dictionary<string, IReadOnlyList<SourceRange>> s_ranges = new() { ["input"] = [new("file é", "0", "17")] };

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hotstream-damage-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_check_sum_is_that_of_the_standard()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8)); // the check value of CRC-32C
        Assert.Equal(0u, Crc32C.Of([]));
        Assert.Equal(Crc32C.Of("123456789"u8), Crc32C.Of("1234"u8, "56789"u8));
    }

    [Property]
    public Property The_check_sum_is_that_of_a_bit_at_a_time() => Cases.ForAll(
        Gen.Choose(0, 10_000).SelectMany(length => Gen.Choose(0, int.MaxValue).Select(seed => (length, seed))),
        x =>
        {
            var bytes = new byte[x.length];
            new Random(x.seed).NextBytes(bytes);
            uint sum = SlowCrc32C.Of(uint.MaxValue, bytes);
            Assert.Equal(~sum, Crc32C.Of(bytes));
            Assert.Equal(sum, Crc32C.AddInLanes(uint.MaxValue, bytes)); // what a processor does that cannot fold
        });

    [Fact]
    public void The_check_sum_of_every_length_is_the_same_however_it_is_made()
    {
        Assert.SkipUnless(Crc32C.CanFold, "this processor does not multiply 512 bits without carries; it sums in lanes");
        byte[] bytes = new byte[(3 * Crc32C.FoldedBytesMin) + 7];
        new Random(1).NextBytes(bytes);
        for (int length = Crc32C.FoldedBytesMin; length <= bytes.Length; length++)
        {
            uint folded = Crc32C.AddFolded(1, bytes.AsSpan(0, length), out int done);
            Assert.InRange(length - done, 0, 255);
            Assert.Equal(SlowCrc32C.Of(1, bytes.AsSpan(0, done)), folded);
        }
    }

    [Fact]
    public void A_log_gives_back_what_was_appended()
    {
        using (BatchLog log = Open(out IReadOnlyList<BatchEntry> none, out long cut))
        {
            Assert.Empty(none);
            Assert.Equal(0, cut);
            Fill(log, 3);
        }

        using BatchLog again = Open(out IReadOnlyList<BatchEntry> entries, out _);
        Assert.Equal([BatchEvent.Open, BatchEvent.Begun, BatchEvent.Committed, BatchEvent.Begun, BatchEvent.Committed, BatchEvent.Begun,
            BatchEvent.Committed], entries.Select(entry => entry.Event));
        Assert.Equal("run", entries[0].Run);
        Assert.Equal(s_ranges["input"], entries[1].Ranges!["input"]);
    }

    [Fact]
    public void A_log_that_was_cut_off_anywhere_gives_the_entries_before_and_takes_new_ones_behind_them()
    {
        byte[] whole = WholeLog(out IReadOnlyList<BatchEntry> all);
        for (int length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(LogPath, whole[..length]);
            int before;
            using (BatchLog log = Open(out IReadOnlyList<BatchEntry> entries, out long cut))
            {
                before = entries.Count;
                Assert.InRange(cut, 0, length);
                Assert.Equal(all.Take(before).Select(entry => (entry.Event, entry.Time)),
                    entries.Select(entry => (entry.Event, entry.Time)));
                log.Append(new BatchEntry(BatchEvent.Closed, 99));
            }

            using BatchLog again = Open(out IReadOnlyList<BatchEntry> after, out long cutAgain);
            Assert.Equal(0, cutAgain);
            Assert.Equal(before + 1, after.Count);
            Assert.Equal(99, after[^1].Time);
        }
    }

    [Fact]
    public void A_log_with_a_damaged_byte_gives_nothing_behind_it()
    {
        byte[] whole = WholeLog(out IReadOnlyList<BatchEntry> all);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x40;
            IReadOnlyList<BatchEntry> read = BatchLog.ReadAll(damaged, out int length);
            Assert.True(length <= i, $"byte {i} was damaged, and {length} bytes were taken for good");
            Assert.Equal(all.Take(read.Count).Select(entry => (entry.Event, entry.Time)), read.Select(entry => (entry.Event, entry.Time)));
        }
    }

    [Fact]
    public void A_long_log_keeps_its_beginning_what_is_behind_the_checkpoint_and_a_hundred_batches()
    {
        WriteShortenedLog();
        using BatchLog again = Open(out IReadOnlyList<BatchEntry> entries, out long cut);
        Assert.Equal(0, cut);
        Assert.Equal(BatchEvent.Open, entries[0].Event);
        Assert.Equal(Enumerable.Range(301, 101).Select(time => (long)time),
            entries.Where(entry => entry.Event == BatchEvent.Begun).Select(entry => entry.Time));
    }

    [Fact]
    public void A_checkpoint_gives_back_what_was_written()
    {
        string path = Write(time: 5, baseTime: null);
        ReadCheckpoint read = CheckpointFile.Read(path);
        Assert.Equal(("context", "run", 5L), (read.Header.Context, read.Header.Run, read.Header.Time));
        Assert.Equal(new CheckpointOperator("totals", "sums", 2, IsNamed: true), Assert.Single(read.Header.Operators));
        Assert.Equal([(0, true, "first"), (0, true, "second"), (1, false, "third")],
            read.Sections.Select(section =>
                (section.Partition, section.IsWhole, System.Text.Encoding.UTF8.GetString(section.Expand().Span))));
    }

    [Fact]
    public void A_checkpoint_is_read_whole_or_not_at_all()
    {
        string path = Write(time: 5, baseTime: null);
        byte[] whole = File.ReadAllBytes(path);
        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= 0x01;
            InvalidDataException failure = Assert.Throws<InvalidDataException>(() => CheckpointFile.Read(path, damaged));
            Assert.Contains(path, failure.Message, StringComparison.Ordinal);
            Assert.Throws<InvalidDataException>(() => CheckpointFile.Read(path, whole.AsMemory(0, i)));
        }

        Assert.Throws<InvalidDataException>(() => CheckpointFile.Read(path, (byte[])[.. whole, .. whole]));
    }

    [Fact]
    public void A_damaged_checkpoint_is_passed_over_with_its_name_and_those_that_need_it()
    {
        Write(time: 1, baseTime: null);
        Write(time: 2, baseTime: 1);
        string damaged = Write(time: 3, baseTime: 2);
        Write(time: 4, baseTime: 3);
        File.WriteAllBytes(damaged, [.. File.ReadAllBytes(damaged).Select((value, i) => i == 40 ? (byte)~value : value)]);
        var reports = new List<string>();
        IReadOnlyList<ReadCheckpoint> chain = new CheckpointStore(_directory.FullName).ReadNewest(reports.Add);
        Assert.Equal([1L, 2L], chain.Select(checkpoint => checkpoint.Header.Time));
        Assert.Contains(damaged, Assert.Single(reports), StringComparison.Ordinal);
    }

    [Fact]
    public void Checkpoints_are_kept_from_the_whole_one_before_the_last_whole_one_on()
    {
        var store = new CheckpointStore(_directory.FullName);
        foreach ((long time, long? baseTime) in ((long, long?)[])[(1, null), (2, 1), (3, null), (4, 3), (5, null)])
        {
            Write(time, baseTime, store);
        }

        Assert.Equal([3L, 4L, 5L], store.Times());
        Assert.Equal(4, store.SecondNewest);
    }

    [Fact]
    public void A_checkpoint_that_was_found_damaged_takes_the_place_of_no_good_one()
    {
        Write(time: 1, baseTime: null);
        Write(time: 2, baseTime: 1);
        string damaged = Write(time: 3, baseTime: null);
        byte[] bytes = File.ReadAllBytes(damaged);
        bytes[^1] ^= 0x01; // its header can be read
        File.WriteAllBytes(damaged, bytes);
        var store = new CheckpointStore(_directory.FullName);
        Assert.Equal([1L, 2L], store.ReadNewest(_ => { }).Select(checkpoint => checkpoint.Header.Time));
        Write(time: 4, baseTime: null, store);
        Assert.Equal([1L, 2L, 3L, 4L], store.Times());
        Assert.Equal(1, store.OldestWhole());
        Assert.Equal(2, store.SecondNewest);
        Write(time: 5, baseTime: null, store);
        Assert.Equal([4L, 5L], store.Times());
    }

    [Fact]
    public void A_checkpoint_that_an_earlier_life_found_damaged_takes_the_place_of_no_good_one_in_later_lives()
    {
        Write(time: 1, baseTime: null);
        string damaged = Write(time: 3, baseTime: null);
        byte[] bytes = File.ReadAllBytes(damaged);
        bytes[^1] ^= 0x01; // its header can be read
        File.WriteAllBytes(damaged, bytes);
        var second = new CheckpointStore(_directory.FullName);
        Assert.Equal([1L], second.ReadNewest(_ => { }).Select(checkpoint => checkpoint.Header.Time));
        Write(time: 4, baseTime: null, second);
        var third = new CheckpointStore(_directory.FullName);
        Assert.Equal([4L], third.ReadNewest(_ => { }).Select(checkpoint => checkpoint.Header.Time)); // 3 is not looked at
        Assert.Null(third.SecondNewest);
        Write(time: 5, baseTime: 4, third);
        Assert.Equal(4, third.SecondNewest);
        Write(time: 6, baseTime: null, third);
        Assert.Equal([4L, 5L, 6L], third.Times());
    }

    [Fact]
    public void What_was_being_written_when_a_life_ended_is_removed_by_the_next()
    {
        string left = Path.Combine(_directory.FullName, CheckpointFile.NameOf(7) + ".new");
        File.WriteAllText(left, "half");
        using (OpenRecovery(out _))
        {
            Assert.False(File.Exists(left));
        }
    }

    [Fact]
    public void A_restart_that_needs_batches_which_the_log_let_go_of_is_refused()
    {
        WriteShortenedLog();
        InvalidDataException failure = Assert.Throws<InvalidDataException>(() => OpenRecovery(out _));
        Assert.Contains("holds no batches up to ", failure.Message, StringComparison.Ordinal);
        Write(time: 299, baseTime: null);
        Assert.Throws<InvalidDataException>(() => OpenRecovery(out _));
        Write(time: 300, baseTime: null);
        using (OpenRecovery(out RestoredRun? restored))
        {
            Assert.Equal(301, restored!.Again[0].Time.Milliseconds);
        }
    }

    [Property(MaxTest = 300)]
    public Property Any_bytes_are_read_as_a_section_to_an_end_or_an_error()
    {
        var columns = new CodecSet();
        return Cases.ForAllLists(Cases.Arrays(Cases.AnyByte, 0, 60), bytes =>
        {
            Read<string>(bytes);
            Read<List<string>>(bytes);
            Read<(Utf8Slice, int)>(bytes);
            Read<double[][]>(bytes);
            Read<DistinctCountState>(bytes);
        });

        void Read<T>(byte[] bytes)
        {
            using var texts = new Utf8Arena();
            try
            {
                columns.GrowingArray<T>("test").Read(new SnapshotReader(bytes), new T[3], texts);
            }
            catch (InvalidDataException)
            {
                // it says so
            }
        }
    }

    private string LogPath => Path.Combine(_directory.FullName, BatchLog.FileName);

    private BatchLog Open(out IReadOnlyList<BatchEntry> entries, out long cut) => BatchLog.Open(_directory.FullName, out entries, out cut);

    /// <summary>The bytes of a log of three batches.</summary>
    private byte[] WholeLog(out IReadOnlyList<BatchEntry> entries)
    {
        using (BatchLog log = Open(out _, out _))
        {
            Fill(log, 3);
        }

        byte[] whole = File.ReadAllBytes(LogPath);
        entries = BatchLog.ReadAll(whole, out _);
        return whole;
    }

    private static void Fill(BatchLog log, int batches)
    {
        log.Append(new BatchEntry(BatchEvent.Open, 0, 0, "run"));
        for (int i = 1; i <= batches; i++)
        {
            log.Append(new BatchEntry(BatchEvent.Begun, i, Ranges: s_ranges));
            log.Sync();
            log.Append(new BatchEntry(BatchEvent.Committed, i));
        }
    }

    private void WriteShortenedLog()
    {
        var many = new Dictionary<string, IReadOnlyList<SourceRange>>
        {
            ["input"] = [.. Enumerable.Range(0, 200).Select(i => new SourceRange($"/a/long/path/of/a/file/{i}", "0", "100000"))],
        };
        using (BatchLog log = Open(out _, out _))
        {
            log.Append(new BatchEntry(BatchEvent.Open, 0, 0, "run"));
            for (int i = 1; i <= 400; i++)
            {
                log.Append(new BatchEntry(BatchEvent.Begun, i, Ranges: many));
                log.Append(new BatchEntry(BatchEvent.Committed, i));
            }

            log.Shorten(checkpoint: 350);
            log.Append(new BatchEntry(BatchEvent.Begun, 401, Ranges: many));
        }
    }

    private HotStream.Recovery OpenRecovery(out RestoredRun? restored) => HotStream.Recovery.Open(
        new RecoverySettings(_directory.FullName, "context", "run", 1, 10, TimeSpan.Zero, 1000, 1024, new CodecSet(), TimeProvider.System,
            NullLogger.Instance, CancellationToken.None), restores: true, out restored);

    private string Write(long time, long? baseTime, CheckpointStore? store = null)
    {
        var header =
            new CheckpointHeader(CheckpointHeader.CurrentFormat, "context", "run", 1000, 0, time, baseTime, DateTimeOffset.UnixEpoch,
            [new CheckpointOperator("totals", "sums", 2, IsNamed: true)]);
        using var first = new SnapshotWriter();
        first.Write("first"u8);
        first.EndSection();
        first.Write("second"u8);
        first.EndSection();
        using var second = new SnapshotWriter();
        second.Write("third"u8);
        second.EndSection();
        (store ?? new CheckpointStore(_directory.FullName)).Write(header, [new(0, 0, true, first), new(0, 1, false, second)]);
        return Path.Combine(_directory.FullName, CheckpointFile.NameOf(time));
    }
}

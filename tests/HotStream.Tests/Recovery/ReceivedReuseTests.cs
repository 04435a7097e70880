using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Delivering;
using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Recovery;

/// <summary>
/// Files of the write-ahead log that are written over: whatever of an earlier use lies in them is no frame of the later one.
/// </summary>
public sealed class ReceivedReuseTests : IDisposable
{
    private const int PayloadBytes = 50; // of all alike, so that old frames begin where new ones end
    private const int SegmentBytes = 20 * (Frame.HeaderBytes + PayloadBytes);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hotstream-reuse-");
    private int _written;

    public void Dispose() => _directory.Delete(recursive: true);

    [Property(MaxTest = 30)]
    public Property A_write_that_is_cut_off_anywhere_leaves_what_was_written_before_it_and_nothing_older() => Cases.ForAll(
        from writes in Cases.Arrays(Gen.Choose(1, 30), 8, 30)
        from seed in Gen.Choose(0, 1000)
        select (writes, seed),
        one => WriteAndCut(one.writes, one.seed));

    [Fact]
    public void Older_frames_do_lie_where_new_ones_would_be() => // else the law above would hold of itself
        Assert.InRange(WriteAndCut([.. Enumerable.Repeat(3, 100)], 1), 10, 100);

    [Fact]
    public void Writes_that_each_fill_a_file_leave_nothing_older_either() =>
        WriteAndCut([1, 17, 12, 17, 29, 29, 16, 29, 24, 25, 22], 775);

    [Fact]
    public void Files_that_are_kept_are_no_more_than_are_used_and_go_when_asked_at_the_end_and_at_the_next_start()
    {
        string[] Spares() => Directory.GetFiles(_directory.FullName, "*" + SpareFiles.Extension);
        using (LaneFiles files = Open())
        {
            for (int i = 0; i < 10; i++)
            {
                Write(files, 21);
                files.Sync();
            }

            files.Forget(files.Written, static _ => false);
            Assert.Empty(Spares());
            for (int i = 0; i < 10; i++)
            {
                Write(files, 21);
                files.Sync();
            }

            files.Forget(files.Written, static kept => kept < 4 * SegmentBytes);
            Assert.InRange(Spares().Length, 4, 5);
            Assert.InRange(files.SpareBytes, 4 * SegmentBytes, 6 * SegmentBytes);
            files.Forget(files.Written, static _ => true); // of the time before ten were used
            Assert.InRange(Spares().Length, 2, 5);
            files.Forget(files.Written, static _ => true); // none was used since
            Assert.Single(Spares());
            Assert.InRange(files.SpareBytes, SegmentBytes, 2 * SegmentBytes);
            files.LetGo();
            Assert.Equal(0, files.SpareBytes);
            Write(files, 100);
            Write(files, 100);
            files.Sync();
            files.Forget(files.Written, static _ => true);
            Assert.NotEmpty(Spares());
            files.LetGo();
            Assert.Empty(Spares());
            Write(files, 100);
            Write(files, 100);
            files.Sync();
            files.Forget(files.Written, static _ => true);
            Assert.NotEmpty(Spares());
        }

        Assert.Empty(Spares());
        File.WriteAllText(Path.Combine(_directory.FullName, "in-0-1.received" + SpareFiles.Extension), "of a process that was killed");
        SpareFiles.Clear(_directory.FullName);
        Assert.Empty(Spares());
    }

    [Fact]
    public void A_life_that_wrote_over_files_is_gone_on_from()
    {
        using var lives = new ReceivedLives("records", partitions: 2) { With = static options => options.LogSegmentBytes = 300 };
        bool isOver = false;
        for (int life = 0; life < 3; life++)
        {
            lives.Begin();
            lives.Await();
            for (int batch = 0; batch < 20; batch++)
            {
                lives.Send([.. Enumerable.Range(0, 20).Select(number => $"record {number % 7}")]);
                lives.Tick();
                isOver |= ReceivedSegment.In(Path.GetDirectoryName(lives.Segments[0])!)
                    .Any(one => one.Frames().Last().Offset < new FileInfo(one.Path).Length);
            }

            lives.Send("a tail");
            lives.End();
        }

        Assert.True(isOver, "No file was written over.");
        lives.Begin();
        lives.Tick();
        lives.End(isClean: true);
        Assert.Equal(lives.Sent.GroupBy(record => record).ToDictionary(group => group.Key, group => group.LongCount()), lives.Totals);
    }

    [Fact]
    public void What_a_build_wrote_whose_sums_did_not_depend_on_the_place_is_read()
    {
        using var lives = new ReceivedLives("records", partitions: 1);
        lives.Begin();
        lives.Send("a", "b");
        lives.Tick();
        lives.Send("a");
        lives.End();
        foreach (ReceivedSegment segment in ReceivedSegment.In(Path.GetDirectoryName(lives.Segments[0])!).ToArray())
        {
            byte[] bytes = File.ReadAllBytes(segment.Path);
            Frame.BindAll(bytes, Frame.SumOf(segment.Position));
            File.WriteAllBytes(segment.Path, bytes);
        }

        lives.Begin();
        lives.Tick();
        lives.End(isClean: true);
        Assert.Equal(new() { ["a"] = 2, ["b"] = 1 }, lives.Totals);
    }

    [Theory]
    [InlineData(false)] // the log
    [InlineData(true)]  // a batch that is to wait for its sink
    public void A_full_disk_gets_the_room_of_files_that_are_kept(bool isSpilled)
    {
        DirectoryInfo small = Directory.CreateTempSubdirectory("hotstream-small-");
        SmallDisk? disk = SmallDisk.TryMount(small.FullName, megabytes: 400);
        Assert.SkipWhen(disk is null, "a file system of 400 megabytes cannot be mounted here: that takes root");
        try
        {
            var sink = new GatedSink(isOpen: true);
            bool isNext = false; // whether the next batch finds the disk full
            var log = new LogCapture();
            using var lives = new ReceivedLives("records", partitions: 1)
            {
                In = small,
                Logs = log,
                With = static options => options.LogSegmentBytes = 50_000,
                Also = records =>
                {
                    if (isSpilled)
                    {
                        records.ForeachBatch(_ =>
                        {
                            if (isNext)
                            {
                                disk.Fill(); // the log has the batch
                            }
                        });
                        records.WriteTo(sink, new OutputOptions { WhenSlow = SlowSink.Spill });
                    }
                },
            };
            string[] Spares() => Directory.GetFiles(Path.GetDirectoryName(lives.Segments[0])!, "*" + SpareFiles.Extension);
            lives.Begin();
            for (int batch = 0; batch < 12; batch++)
            {
                for (int block = 0; block < 5; block++)
                {
                    lives.Send([.. Enumerable.Range(0, 500).Select(number => $"a record of more bytes than a few, its number {number}")]);
                }

                lives.Tick();
            }

            Engine.WaitFor(
                () => Directory.GetFiles(small.FullName, "*.batch", SearchOption.AllDirectories).Length == 0,
                "no batch waits, whose file would give room when it goes");
            lives.Tick(2); // the last checkpoint is written, and what it has is let go of
            string[] before = Spares();
            Assert.NotEmpty(before);
            int sent = 0;
            do // again where something else gave room meanwhile: a checkpoint that is written removes an older one
            {
                isNext = isSpilled;
                if (!isSpilled)
                {
                    disk.Fill();
                }

                lives.Send("the last");
                lives.Tick(); // waits for ever where nobody gives room back
                isNext = false;
                sent++;
            }
            while (sent < 20 && before.Intersect(Spares()).Any());
            Assert.Empty(before.Intersect(Spares()));
            lives.End(isClean: true);
            Assert.Equal(sent, lives.Totals["the last"]);
            Assert.Equal(isSpilled, sink.Taken.LastOrDefault()?.EndsWith("the last", StringComparison.Ordinal) == true);
        }
        finally
        {
            Assert.True(disk.Unmount());
            small.Delete();
        }
    }

    /// <summary>Writes as often, and after each write looks at what cuts of it would leave.</summary>
    /// <returns>How often an older frame lay where a new one would be next.</returns>
    private int WriteAndCut(int[] writes, int seed)
    {
        var random = new Random(seed);
        using LaneFiles files = Open();
        int tempting = 0;
        foreach (int count in writes)
        {
            string[] names = Names();
            byte[] before = names is [.., string current] ? File.ReadAllBytes(current) : [];
            string[] known = names.Length > 0 ? [.. Payloads(names[^1], before)] : [];
            string[] added = Write(files, count);
            if (Names() is [.., string same] && names.Length > 0 && same == names[^1])
            {
                byte[] after = File.ReadAllBytes(same);
                Assert.Equal([.. known, .. added], Payloads(same, after));
                for (int i = 0; i < 20; i++)
                {
                    int cut = random.Next(before.Length, after.Length + 1);
                    cut = before.Length == after.Length ? random.Next(after.Length) : cut; // written over
                    byte[] torn = [.. after[..cut], .. before.Skip(cut)];
                    string[] found = [.. Payloads(same, torn)];
                    Assert.Equal(((string[])[.. known, .. added])[..found.Length], found);
                    Assert.InRange(found.Length, known.Length, known.Length + added.Length);
                }

                tempting += Tempting(same, after) ? 1 : 0;
            }

            files.Sync();
            files.Forget(files.Written - SegmentBytes, static _ => true);
        }

        return tempting;
    }

    /// <summary>Whether behind the last frame there is one that checks for who takes it for what it was.</summary>
    private static bool Tempting(string path, byte[] bytes)
    {
        ReceivedSegment segment = ReceivedSegment.In(Path.GetDirectoryName(path)!).Single(one => one.Path == path);
        int end = ReceivedSegment.FramesOf(bytes, segment.Position).Last().Offset;
        if (end < bytes.Length)
        {
            Assert.Equal(0, ReceivedSegment.CutOf(bytes.AsSpan(end)));
        }

        for (int at = end + Frame.HeaderBytes + PayloadBytes; at < bytes.Length; at += Frame.HeaderBytes + PayloadBytes)
        {
            for (long position = 0; position < segment.Position; position++)
            {
                if (Frame.TryRead(bytes.AsSpan(at), out _, Frame.SumOf(position)) > 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static IEnumerable<string> Payloads(string path, byte[] bytes) => ReceivedSegment
        .FramesOf(bytes, ReceivedSegment.In(Path.GetDirectoryName(path)!).Single(one => one.Path == path).Position)
        .Where(static frame => frame is { Offset: > 0, Payload: not null })
        .Select(static frame => Encoding.UTF8.GetString(frame.Payload!.Value.Span));

    private LaneFiles Open()
    {
        foreach (FileInfo file in _directory.GetFiles())
        {
            file.Delete();
        }

        _written = 0;
        var files = new LaneFiles(_directory.FullName, "in", 0, [], SegmentBytes);
        files.BeginAt(0);
        files.Describe(new string('d', PayloadBytes));
        return files;
    }

    private string[] Names() => [.. ReceivedSegment.In(_directory.FullName).Select(static segment => segment.Path)];

    private string[] Write(LaneFiles files, int count)
    {
        string[] texts = [.. Enumerable.Range(_written, count).Select(static number => $"{number,PayloadBytes}")];
        _written += count;
        using var file = new MemoryStream();
        foreach (string text in texts)
        {
            Frame.Write(file, Encoding.UTF8.GetBytes(text), default);
        }

        using var frames = new SnapshotWriter();
        frames.Write(file.ToArray());
        (byte[] bytes, int length) = frames.TakeWritten();
        LogPiece piece = LogPiece.OfFrames(bytes, length);
        Assert.Equal(1, files.Write([piece]));
        piece.Release();
        return texts;
    }
}

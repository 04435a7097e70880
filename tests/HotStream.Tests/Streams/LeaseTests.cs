using System.Net;
using System.Net.Sockets;
using HotStream.Tests.Io;
using HotStream.Tests.Receiving;

namespace HotStream.Tests.Streams;

/// <summary>However a context ends, every slab it borrowed goes back.</summary>
[Collection(AloneCollection.Name)]
public sealed class LeaseTests
{
    private static readonly Dictionary<string, Action<DStream<Utf8Slice>>> s_jobs = new()
    {
        ["folded ahead"] = lines => lines.Words().CountByValue().ForeachBatch(batch => batch.Count()),
        ["kept"] = lines => lines.ForeachBatch(batch => batch.ToList()),
        ["kept, read twice"] = lines =>
        {
            lines.ForeachBatch(batch => batch.Count());
            lines.Words().ForeachBatch(batch => batch.ToList());
        },
        ["kept, never read"] = lines => lines.ForeachBatch(_ => { }),
        ["never asked for"] = lines =>
            lines.Context.QueueStream(new System.Collections.Concurrent.ConcurrentQueue<IReadOnlyList<int>>()).ForeachBatch(_ => { }),
        ["cached"] = lines => lines.Words().Cache().ForeachBatch(batch => batch.Count()),
        ["cached on disk"] = lines =>
        {
            DStream<Utf8Slice> cached = lines.Words().Persist(StorageLevel.MemoryAndDisk);
            cached.ForeachBatch(batch => batch.ToList());
            cached.ForeachBatch(batch => batch.Take(3));
            cached.Map(word => word.Length).ForeachBatch(batch => batch.Count());
        },
        ["failing behind a cache on disk"] = lines => lines.Persist(StorageLevel.MemoryAndDisk)
            .Map<Utf8Slice>(_ => throw new InvalidDataException("no")).ForeachBatch(batch => batch.ToList()),
        ["transformed"] = lines => lines.Transform(batch => batch.Distinct()).ForeachBatch(batch => batch.ToList()),
        ["windowed"] = lines => lines.Words().Window(TimeSpan.FromSeconds(2)).ForeachBatch(batch => batch.Count()),
        ["grouped texts"] = lines => lines.Map(line => KeyValuePair.Create(line.Length, line)).GroupByKey()
            .ForeachBatch(batch => batch.ToList()),
        ["taken in part"] = lines => lines.ForeachBatch(batch => batch.Take(1)),
        ["failing ahead"] = lines => lines.Map<long>(_ => throw new InvalidDataException("no")).Count()
            .ForeachBatch(batch => batch.Count()),
        ["failing kept"] = lines => lines.Map<Utf8Slice>(_ => throw new InvalidDataException("no")).ForeachBatch(batch => batch.ToList()),
        ["failing output"] = lines => lines.ForeachBatch(batch => throw new InvalidDataException("no")),
    };

    public static TheoryData<string, bool> Endings
    {
        get
        {
            var data = new TheoryData<string, bool>();
            foreach (string job in s_jobs.Keys)
            {
                data.Add(job, true);
                data.Add(job, false);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public void Every_slab_goes_back_however_a_context_ends(string job, bool graceful)
    {
        int before = SlabPool.Outstanding;
        using (var engine = new Engine(partitions: 2, options => options.CacheBudgetBytes = 0))
        {
            var receiver = new ScriptedText();
            s_jobs[job](engine.Context.ReceiverStream(receiver));
            engine.Context.Start();
            for (int i = 0; i < 3; i++)
            {
                for (int piece = 0; piece < 5; piece++)
                {
                    receiver.Send(string.Concat(Enumerable.Repeat("a line that is longer than a slice holds\n", 3000)));
                }

                receiver.WaitUntilStored();
                engine.Tick();
            }

            receiver.Send("in no batch yet\nand an unfinished line");
            receiver.WaitUntilStored();
            engine.Context.Stop(graceful);
            Assert.Equal(0, engine.Context.ReceivedBytesHeld);
        }

        Assert.Equal(before, SlabPool.Outstanding);
    }

    [Fact]
    public void Remembered_batches_give_their_slabs_back_at_the_end()
    {
        int before = SlabPool.Outstanding;
        using (var engine = new Engine())
        {
            engine.Context.Remember(TimeSpan.FromSeconds(100));
            var receiver = new ScriptedText();
            engine.Context.ReceiverStream(receiver).ForeachBatch(batch => batch.Count());
            engine.Context.Start();
            receiver.Send("kept for long\n");
            receiver.WaitUntilStored();
            engine.Tick(5);
            Assert.True(SlabPool.Outstanding > before);
        }

        Assert.Equal(before, SlabPool.Outstanding);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_receiver_that_waits_for_room_in_its_ring_gives_its_slabs_back(bool graceful)
    {
        int before = SlabPool.Outstanding;
        using (var engine = new Engine(partitions: 1, with: options => options.RingCapacity = 2))
        {
            using var gate = new ManualResetEventSlim();
            using var inside = new ManualResetEventSlim();
            var receiver = new ScriptedText();
            engine.Context.ReceiverStream(receiver).Map(line =>
            {
                inside.Set();
                gate.Wait();
                return line;
            }).Count().ForeachBatch(batch => batch.Count());
            engine.Context.Start();
            for (int i = 0; i < 50; i++)
            {
                receiver.Send("one chunk\n");
            }

            Assert.True(inside.Wait(Engine.Patience));
            await Task.Delay(50); // the ring fills up
            Task stopping = engine.Context.StopAsync(graceful);
            await Task.Delay(50);
            gate.Set();
            await stopping.WaitAsync(Engine.Patience);
        }

        Assert.Equal(before, SlabPool.Outstanding);
    }

    [Fact]
    public async Task Sockets_and_files_give_their_slabs_back()
    {
        int before = SlabPool.Outstanding;
        using (var folder = new Folder())
        using (var engine = new Engine())
        {
            folder.Write("file", string.Concat(Enumerable.Repeat("a line of a file that is long\n", 50_000)), 1);
            var address = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
            DStream<Utf8Slice> files = engine.Context.TextFileStream(folder.Root, newFilesOnly: false);
            DStream<Utf8Slice> sockets =
                engine.Context.SocketTextListener(new IPEndPoint(IPAddress.Loopback, 0), onListening: address.SetResult);
            List<List<string>> seen = Engine.Collect(files.Union(sockets).Map(line => line.ToString()));
            List<List<string>> first = [];
            files.ForeachBatch(batch => first.Add([.. batch.Take(1).Select(line => line.ToString())]));
            engine.Context.Start();
            using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(await address.Task.WaitAsync(Engine.Patience));
            LinePeer.Send(client, "from a socket\nunfinished");
            Engine.WaitFor(() =>
            {
                engine.Tick();
                return seen.Any(batch => batch.Contains("from a socket"));
            }, () => $"the line of the socket arrived, in {seen.Count} batches, {engine.Context.ReceivedBytesHeld} bytes held.");
            Assert.Equal(50_000, seen.Sum(batch => batch.Count(line => line == "a line of a file that is long")));
        }

        Assert.Equal(before, SlabPool.Outstanding);
    }

    [Fact]
    public void A_slice_kept_beyond_its_batch_throws_and_a_short_one_does_not()
    {
        using var engine = new Engine();
        var receiver = new ScriptedText();
        var kept = new List<Utf8Slice>();
        engine.Context.ReceiverStream(receiver).ForeachBatch(batch => kept.AddRange(batch.ToList()));
        engine.Context.Start();
        receiver.Send("a line that is longer than a slice holds\nshort\n");
        receiver.WaitUntilStored();
        engine.Tick();
        receiver.Send(new string('x', 60_000) + "\n" + new string('y', 60_000) + "\n"); // the receiver has left the slab
        receiver.WaitUntilStored();
        engine.Tick();
        Assert.Equal("short", kept[1].ToString());
        Assert.Throws<ObjectDisposedException>(() => kept[0].ToString());
        Assert.Throws<ObjectDisposedException>(() => kept[0].Equals(kept[2]) || kept[0].Bytes.Length > 0);
    }

    [Fact]
    public void A_slice_kept_beyond_its_context_throws()
    {
        var kept = new List<Utf8Slice>();
        using (var engine = new Engine())
        {
            var receiver = new ScriptedText();
            engine.Context.ReceiverStream(receiver).ForeachBatch(batch => kept.AddRange(batch.ToList()));
            engine.Context.Start();
            receiver.Send("a line that is longer than a slice holds\n");
            receiver.WaitUntilStored();
            engine.Context.Stop(graceful: true);
        }

        Assert.Throws<ObjectDisposedException>(() => Assert.Single(kept).ToString());
    }

    [Fact]
    public void A_batch_kept_beyond_its_time_throws()
    {
        using var engine = new Engine();
        Batch<int>? kept = null;
        engine.Queue<int>([1], [2]).ForeachBatch(batch => kept ??= batch);
        engine.Tick();
        Assert.Throws<ObjectDisposedException>(() => kept!.ToList());
        Assert.Throws<ObjectDisposedException>(() => kept!.Take(1));
    }

    [Fact]
    public void Lines_that_go_to_disk_as_they_are_read_need_few_slabs()
    {
        int before = SlabPool.Outstanding;
        using var engine = new Engine(partitions: 1, options => options.CacheBudgetBytes = 100_000);
        int most = 0;
        DStream<Utf8Slice> lines = new LongText(engine.Context).Persist(StorageLevel.MemoryAndDisk);
        lines.ForeachBatch(batch => batch.Count());
        lines.Map(line =>
        {
            most = Math.Max(most, SlabPool.Outstanding - before);
            return line.Length;
        }).ForeachBatch(batch => batch.Count());
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.InRange(most, 1, 8);
    }

    /// <summary>A hundred slabs full of lines.</summary>
    private sealed class LongText(StreamingContext context) : InputDStream<Utf8Slice>(context, "long text"), ITextSource
    {
        public int PartitionCount => 1;

        public void Read(int partition, TextFeed feed)
        {
            for (int i = 0; i < 100; i++)
            {
                Span<byte> bytes = feed.NextSlab().Bytes;
                bytes.Fill((byte)'a');
                for (int end = 99; end < bytes.Length; end += 100)
                {
                    bytes[end] = (byte)'\n';
                }

                feed.Feed(0, bytes.Length / 100 * 100);
            }
        }

        protected override InputBatch<Utf8Slice> Read(BatchTime time) => InputBatch<Utf8Slice>.Of(this);
    }
}

using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Sockets;

/// <summary>Records by functions of the user's, out of the bytes of a server.</summary>
public sealed class SocketStreamTests
{
    [Fact]
    public void A_function_makes_records_of_a_stream_and_of_the_next_connection()
    {
        using var peer = new LinePeer();
        using var engine = new Engine(with: options => options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(5));
        List<List<int>> seen = Engine.Collect(engine.Context.SocketStream("127.0.0.1", peer.Port, Numbers));
        engine.Context.Start();
        for (int i = 0; i < 2; i++)
        {
            Socket socket = peer.Accept();
            LinePeer.SendAll(socket, [0, 0, 0, 1, 0, 0]);
            LinePeer.SendAll(socket, [1, 0, 0, 0, 0, 7]);
            LinePeer.Finish(socket);
        }

        WaitFor(engine, () => seen.Sum(batch => batch.Count) >= 6);
        Assert.Equal([1, 256, 7, 1, 256, 7], seen.SelectMany(batch => batch));
    }

    [Fact]
    public void A_function_that_throws_is_called_again_with_the_next_connection()
    {
        using var peer = new LinePeer();
        using var log = new LogCapture();
        using var engine = new Engine(with: options =>
        {
            options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(5);
            options.LoggerFactory = log;
        });
        List<List<int>> seen = Engine.Collect(engine.Context.SocketStream("127.0.0.1", peer.Port, Numbers));
        engine.Context.Start();
        LinePeer.SendAll(peer.Accept(), [0, 0, 0, 1, 255, 255, 255, 255]);
        LinePeer.SendAll(peer.Accept(), [0, 0, 0, 2]);
        WaitFor(engine, () => seen.Sum(batch => batch.Count) >= 2);
        Assert.Equal([1, 2], seen.SelectMany(batch => batch));
        Assert.Contains(log.Entries, entry => entry.Message.Contains("a negative number", StringComparison.Ordinal));
    }

    [Fact]
    public void A_stop_ends_a_function_that_reads()
    {
        using var peer = new LinePeer();
        using var engine = new Engine();
        List<List<int>> seen = Engine.Collect(engine.Context.SocketStream("127.0.0.1", peer.Port, Numbers));
        engine.Context.Start();
        LinePeer.SendAll(peer.Accept(), [0, 0, 0, 1]);
        WaitFor(engine, () => seen.Count > 0 && seen.Sum(batch => batch.Count) >= 1);
        engine.Context.Stop(graceful: true);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(997)]
    [InlineData(100_000)]
    public void A_converter_finds_records_in_place_however_the_bytes_come(int piece)
    {
        using var peer = new LinePeer();
        using Engine engine = Converting(peer, out ConcurrentQueue<string> texts, out _);
        (int count, int length) = piece == 1 ? (20, 1) : (300, 300);
        string[] sent = [.. Enumerable.Range(0, count).Select(i => new string((char)('a' + (i % 26)), i * length))];
        byte[] bytes = [.. sent.SelectMany(text => Packed(text))];
        Socket socket = peer.Accept();
        for (int at = 0; at < bytes.Length; at += piece)
        {
            LinePeer.SendAll(socket, bytes.AsSpan(at, Math.Min(piece, bytes.Length - at)));
        }

        WaitFor(engine, () => texts.Count >= sent.Length);
        Assert.Equal(sent, texts);
    }

    [Fact]
    public void A_record_that_is_cut_off_or_too_long_is_a_dead_letter_and_the_next_connection_goes_on()
    {
        using var peer = new LinePeer();
        using Engine engine = Converting(peer, out ConcurrentQueue<string> texts, out ConcurrentQueue<DeadLetter> letters);
        Socket cut = peer.Accept();
        LinePeer.SendAll(cut, [.. Packed("whole"), .. Packed("cut off")[..6]]);
        LinePeer.Finish(cut);
        Socket huge = peer.Accept();
        LinePeer.SendAll(huge, [.. Packed(new string('x', 200_000))[..150_000]]);
        Socket good = peer.Accept();
        LinePeer.SendAll(good, Packed("good"));
        WaitFor(engine, () => texts.Count >= 2);
        Assert.Equal(["whole", "good"], texts);
        Assert.Equal(["the connection ended in the midst of a record", "a record has more than 100000 bytes"],
            letters.Select(letter => letter.Reason.Split(':')[0]));
        Assert.Equal(6, letters.First().Length);
    }

    private static Engine Converting(LinePeer peer, out ConcurrentQueue<string> texts, out ConcurrentQueue<DeadLetter> letters)
    {
        var refused = new ConcurrentQueue<DeadLetter>();
        var engine = new Engine(partitions: 1, options =>
        {
            options.ReceiverRestartDelay = TimeSpan.FromMilliseconds(5);
            options.DeadLetters = refused.Enqueue;
        });
        var seen = new ConcurrentQueue<string>();
        engine.Context.SocketSlabStream<Utf8Slice>(new DnsEndPoint("127.0.0.1", peer.Port), Unpack,
            new SocketStreamOptions { RecordBytesMax = 100_000 })
            .ForeachBatch(batch => batch.ToList().ForEach(text => seen.Enqueue(text.ToString())));
        engine.Context.Start();
        (texts, letters) = (seen, refused);
        return engine;
    }

    private static IEnumerable<int> Numbers(Stream bytes)
    {
        byte[] number = new byte[4];
        while (bytes.ReadAtLeast(number, 4, throwOnEndOfStream: false) == 4)
        {
            int value = BinaryPrimitives.ReadInt32BigEndian(number);
            yield return value >= 0 ? value : throw new InvalidDataException("a negative number");
        }
    }

    private static byte[] Packed(string text)
    {
        byte[] packed = new byte[4 + text.Length];
        BinaryPrimitives.WriteInt32BigEndian(packed, text.Length);
        System.Text.Encoding.ASCII.GetBytes(text, packed.AsSpan(4));
        return packed;
    }

    private static void Unpack(SlabWriter<Utf8Slice> received)
    {
        while (received.Unread.Length >= 4 && BinaryPrimitives.ReadInt32BigEndian(received.Unread) is var length
            && received.Unread.Length >= 4 + length)
        {
            received.Add(received.Slice(4, length));
            received.Consume(4 + length);
        }
    }

    private static void WaitFor(Engine engine, Func<bool> condition) => Engine.WaitFor(
        () =>
        {
            engine.Tick();
            return condition();
        },
        "all came");
}

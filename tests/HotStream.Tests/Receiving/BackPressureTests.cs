using System.Net;
using System.Net.Sockets;
using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Receiving;

public sealed class BackPressureTests
{
    private const int Budget = 4 * 1024 * 1024;

    [Fact]
    public async Task A_flood_ends_in_the_senders_socket_and_arrives_when_batches_go_on()
    {
        using var engine = new Engine(partitions: 2, with: options => options.MemoryBudgetBytes = Budget);
        var address = new TaskCompletionSource<IPEndPoint>(TaskCreationOptions.RunContinuationsAsynchronously);
        long words = 0;
        engine.Context.SocketTextListener(new IPEndPoint(IPAddress.Loopback, 0), onListening: address.SetResult)
            .Transform(batch => batch) // the batch is kept as a whole
            .Words().Count().ForeachBatch(batch => words += batch.ToList()[0]);
        engine.Context.Start();
        using var client = new TcpClient { SendBufferSize = 64 * 1024 };
        await client.ConnectAsync(await address.Task.WaitAsync(Engine.Patience));
        byte[] piece = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("some words on a line\n", 1000)));
        const int Pieces = 1500; // 30 MB
        long sent = 0;
        Task sending = Task.Run(async () =>
        {
            for (int i = 0; i < Pieces; i++)
            {
                await client.GetStream().WriteAsync(piece);
                Interlocked.Add(ref sent, piece.Length);
            }

            client.Client.Shutdown(SocketShutdown.Send);
        });
        long most = 0;
        long before = -1;
        while (before != Interlocked.Read(ref sent)) // until the sender has not moved for a while
        {
            before = Interlocked.Read(ref sent);
            await Task.Delay(200);
            most = Math.Max(most, engine.Context.ReceivedBytesHeld);
        }

        Assert.False(sending.IsCompleted, "The sender was not held up.");
        Assert.InRange(most, Budget / 2, Budget);
        for (int i = 0; i < 200 && !(sending.IsCompleted && words == Pieces * 5000L); i++)
        {
            engine.Tick();
            Assert.InRange(engine.Context.ReceivedBytesHeld, 0, Budget);
            await Task.Delay(20);
        }

        await sending.WaitAsync(Engine.Patience);
        engine.Context.Stop(graceful: true);
        Assert.Equal(Pieces * 5000L, words);
        Assert.Equal(0, engine.Context.ReceivedBytesHeld);
    }

    [Fact]
    public void Records_of_the_open_batch_are_within_the_budget_too()
    {
        const int Records = 500_000; // 4 MB
        const int Budget = 64 * 1024;
        const int InRings = 2 * 4096 * sizeof(long); // may come on top
        using var engine = new Engine(partitions: 2, with: options => options.MemoryBudgetBytes = Budget);
        var receiver = new ScriptedReceiver<long>();
        long seen = 0;
        engine.Context.ReceiverStream(receiver).Transform(batch => batch).ForeachBatch(batch => seen += batch.Count());
        engine.Context.Start();
        receiver.Send([.. Enumerable.Range(0, Records).Select(number => (long)number)], oneByOne: true);
        int batches = 0;
        while (seen < Records)
        {
            Engine.WaitFor(() => engine.Context.ReceivedBytesHeld >= Budget / 2 || receiver.HasStored, "the budget is spent");
            Assert.InRange(engine.Context.ReceivedBytesHeld, 0, Budget + InRings);
            engine.Tick();
            batches++;
        }

        Assert.Equal(Records, seen);
        Assert.InRange(batches, 10, int.MaxValue);
        Assert.Equal(0, engine.Context.ReceivedBytesHeld);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_ends_a_receiver_that_waits_for_the_budget(bool graceful)
    {
        using var engine = new Engine(partitions: 2, with: options => options.MemoryBudgetBytes = 256 * 1024);
        var receiver = new ScriptedText();
        long lines = 0;
        engine.Context.ReceiverStream(receiver).Transform(batch => batch).Count().ForeachBatch(batch => lines += batch.ToList()[0]);
        engine.Context.Start();
        receiver.Send(string.Concat(Enumerable.Repeat("a line that fills the budget\n", 100_000)));
        Engine.WaitFor(() => engine.Context.ReceivedBytesHeld >= 192 * 1024, "the budget is spent");
        await engine.Context.StopAsync(graceful).WaitAsync(Engine.Patience);
        Assert.Equal(0, engine.Context.ReceivedBytesHeld);
        Assert.True(graceful == lines > 0);
    }
}

using HotStream.Sinks;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks.Delivery;

public sealed class InFlightGateTests
{
    [Fact]
    public async Task It_halves_once_a_round_and_grows_by_one_a_round()
    {
        var gate = new InFlightGate(8);
        await Round(gate, 8, wasThrottled: true);
        Assert.Equal(4, gate.Limit);
        await Round(gate, 4, wasThrottled: true);
        Assert.Equal(2, gate.Limit);
        await Round(gate, 2, wasThrottled: true);
        await Round(gate, 1, wasThrottled: true);
        await Round(gate, 1, wasThrottled: true);
        Assert.Equal(1, gate.Limit);
        for (int round = 1; round < 20; round++)
        {
            await Round(gate, gate.Limit, wasThrottled: false);
            Assert.InRange(gate.Limit, Math.Min(8, 1 + (round / 2)), Math.Min(8, 1 + round));
        }

        Assert.Equal(8, gate.Limit);
        await Round(gate, 8, wasThrottled: null);
        Assert.Equal(8, gate.Limit);
    }

    [Fact]
    public async Task Who_must_wait_is_served_in_order_and_may_leave()
    {
        var gate = new InFlightGate(1);
        await gate.EnterAsync(default);
        using var cancel = new CancellationTokenSource();
        Task first = gate.EnterAsync(cancel.Token).AsTask();
        Task second = gate.EnterAsync(default).AsTask();
        Task third = gate.EnterAsync(default).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.Leave(null);
        await second.WaitAsync(Engine.Patience);
        Assert.False(third.IsCompleted);
        gate.Leave(null);
        await third.WaitAsync(Engine.Patience);
    }

    private static async Task Round(InFlightGate gate, int requests, bool? wasThrottled)
    {
        for (int i = 0; i < requests; i++)
        {
            await gate.EnterAsync(default);
        }

        for (int i = 0; i < requests; i++)
        {
            gate.Leave(wasThrottled);
        }
    }
}

using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.State;

/// <summary>A batch of one connection that is many waves long, over several partitions of the state.</summary>
public sealed class StateWavesTests
{
    private const int Keys = 1000;
    private const int Records = 100_000; // three waves and a rest

    [Fact]
    public void Every_key_meets_its_records_in_their_order_and_each_once()
    {
        using var engine = new StateEngine(partitions: 3);
        var receiver = new ScriptedText();
        var seen = new List<(int Key, int Number, long Before)>();
        Numbers(engine, receiver).MapWithState(StateSpec.Function<int, int, long, (int, int, long)>((key, number, state) =>
        {
            long before = state.GetOption().GetValueOrDefault(-1);
            state.Update(number.Value);
            return (key, number.Value, before);
        })).ForeachBatch(batch => seen.AddRange(batch.ToList()));
        engine.Context.Start();
        Send(receiver, 0);
        engine.Tick();
        Send(receiver, Records);
        engine.Tick();
        engine.ThrowIfFailed();
        Assert.Equal(2 * Records, seen.Count);
        Assert.All(seen, static record => Assert.Equal(record.Number >= Keys ? record.Number - Keys : -1, record.Before));
    }

    [Fact]
    public void A_failure_in_the_midst_of_a_batch_leaves_the_state_as_it_was()
    {
        using var engine = new StateEngine(partitions: 3);
        var receiver = new ScriptedText();
        var totals = new List<long>();
        Numbers(engine, receiver).MapWithState(StateSpec.Function<int, int, long, long>((_, number, state) =>
        {
            state.Update(state.GetOption().GetValueOrDefault(0) + 1);
            return number.Value == Records + 90_000 ? throw new InvalidDataException("the test says so") : 1;
        })).StateSnapshots().ForeachBatch(batch => totals.Add(batch.ToList().Sum(static pair => pair.Value)));
        engine.Context.Start();
        for (int batch = 0; batch < 3; batch++)
        {
            Send(receiver, batch * Records);
            engine.Tick();
        }

        BatchFailedException failure = engine.Failure();
        Assert.Equal(new BatchTime(2000), failure.Time);
        Assert.IsType<InvalidDataException>(failure.InnerException);
        Assert.Equal([Records, 2 * Records], totals);
    }

    private static DStream<KeyValuePair<int, int>> Numbers(StateEngine engine, ScriptedText receiver) =>
        engine.Context.ReceiverStream(receiver).Words().Map(static word => int.Parse(word.ToString(), null))
            .Map(static number => KeyValuePair.Create(number % Keys, number));

    private static void Send(ScriptedText receiver, int first)
    {
        receiver.Send(string.Concat(Enumerable.Range(first, Records).Select(static number => $"{number}\n")));
        receiver.WaitUntilStored();
    }
}

using System.Globalization;
using System.Net.Sockets;
using System.Text;
using HotStream.Tests.Io;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Order;

/// <summary>Numbered lines through a real socket, while batches are cut by the real clock.</summary>
public sealed class SocketOrderTests
{
    private const int Lines = 200_000;

    [Fact]
    public void Two_hundred_thousand_numbered_lines_reach_the_state_of_their_key_in_order()
    {
        long backwards = 0;
        long seen = Run(numbers => numbers.MapWithState(StateSpec.Function((int _, Optional<long> one, State<long> last) =>
        {
            if (one.Value < last.GetOption().GetValueOrDefault(0))
            {
                Interlocked.Increment(ref backwards);
            }

            last.Update(one.Value);
            return one.Value;
        })).Count());
        Assert.Equal(Lines, seen);
        Assert.Equal(0, backwards);
    }

    [Fact]
    public void The_last_of_every_batch_is_its_greatest()
    {
        var wrong = new List<string>();
        long seen = Run(numbers =>
        {
            numbers.AggregateByKey(Aggregates.Last<long>().And(Aggregates.Max<long>())).ForeachBatch(batch =>
                wrong.AddRange(batch.ToList().Where(pair => pair.Value.First != pair.Value.Second)
                    .Select(pair => $"{batch.Time}: {pair.Value}")));
            return numbers.Count();
        });
        Assert.Equal(Lines, seen);
        Assert.Empty(wrong);
    }

    private static long Run(Func<DStream<KeyValuePair<int, long>>, DStream<long>> program)
    {
        using var peer = new LinePeer();
        var options = new StreamingOptions { OneActivePerProcess = false, Partitions = 4 };
        using var checkpoints = new Folder();
        using var context = new StreamingContext("order", TimeSpan.FromMilliseconds(20), options);
        context.Checkpoint(checkpoints.Root);
        long seen = 0;
        program(context.SocketTextStream("127.0.0.1", peer.Port)
            .Map(line => KeyValuePair.Create(0, long.Parse(line.ToString(), CultureInfo.InvariantCulture))))
            .ForeachBatch(batch => Interlocked.Add(ref seen, batch.ToList().Sum()));
        context.Start();
        Socket socket = peer.Accept();
        var text = new StringBuilder();
        for (int number = 1; number <= Lines; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{number}\n");
            if (number % 1000 == 0)
            {
                LinePeer.Send(socket, text.ToString());
                text.Clear();
            }
        }

        Engine.WaitFor(() => Interlocked.Read(ref seen) == Lines, "all lines were seen");
        context.Stop();
        context.AwaitTerminationOrTimeout(Engine.Patience);
        return seen;
    }
}

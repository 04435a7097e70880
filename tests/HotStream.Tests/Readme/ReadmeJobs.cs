using System.Collections.Concurrent;
using System.Net.Sockets;
using HotStream.Tests.Io;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The code blocks of README.md, word for word, and what they do.</summary>
[Collection(AloneCollection.Name)]
public sealed class ReadmeJobs
{
    [Fact]
    public async Task The_word_count_of_the_readme_prints_the_counts_of_what_it_is_sent()
    {
        using var peer = new LinePeer();
        using var source = new CancellationTokenSource();
        using var printed = new StringWriter();
        TextWriter console = Console.Out;
        Console.SetOut(printed);
        try
        {
            Task counting = CountWords(peer.Port, source.Token);
            Socket socket = peer.Accept();
            LinePeer.Send(socket, "to be or not to be\n");
            Engine.WaitFor(() => TextOf(printed).Contains("(to,2)", StringComparison.Ordinal), "the first batch was printed");
            LinePeer.Send(socket, "to count is to be");
            SentBytes.WaitUntilReceived(socket);
            await source.CancelAsync();
            await counting.WaitAsync(Engine.Patience);
        }
        finally
        {
            Console.SetOut(console);
        }

        string text = printed.ToString();
        Assert.StartsWith("-------------------------------------------\nTime: ", text, StringComparison.Ordinal);
        Dictionary<string, int> counts = text.Split('\n').Where(line => line.StartsWith('('))
            .Select(line => line.Trim('(', ')').Split(','))
            .GroupBy(pair => pair[0], pair => int.Parse(pair[1], System.Globalization.CultureInfo.InvariantCulture))
            .ToDictionary(group => group.Key, group => group.Sum());
        Assert.Equal(new() { ["to"] = 4, ["be"] = 3, ["or"] = 1, ["not"] = 1, ["count"] = 1, ["is"] = 1 }, counts);
    }

    [Fact]
    public async Task The_manual_clock_of_the_readme_lets_exactly_one_batch_fall_due()
    {
        // readme: manual-clock
        var queue = new ConcurrentQueue<IReadOnlyList<int>>();
        var clock = new ManualClock();
        var options = new StreamingOptions { TimeProvider = clock };
        await using var context = new StreamingContext("squares", TimeSpan.FromSeconds(1), options);
        var seen = new List<int>();
        context.QueueStream(queue).Map(x => x * x).ForeachBatch(batch => seen.AddRange(batch.ToList()));
        context.Start();

        queue.Enqueue([1, 2, 3]);
        clock.AdvanceAndWait(TimeSpan.FromSeconds(1));         // exactly one batch falls due and is done: seen is now 1, 4, 9

        // end
        Assert.Equal([1, 4, 9], seen);
    }

    private static string TextOf(StringWriter printed)
    {
        lock (Console.Out) // the console's writer locks itself
        {
            return printed.ToString();
        }
    }

    private static async Task CountWords(int port, CancellationToken stop)
    {
        // readme: word-count
        await using var context = new StreamingContext("NetworkWordCount", batchInterval: TimeSpan.FromSeconds(1));

        DStream<Utf8Slice> lines = context.SocketTextStream("localhost", port);
        lines.FlatMap(line => line.Split((byte)' '))          // a struct of slices: no strings, no allocation
             .Map(word => KeyValuePair.Create(word, 1L))
             .ReduceByKey((a, b) => a + b)
             .Print();

        await context.RunAsync(stop);                          // start, run until cancelled, finish what was received

        // end
    }
}

using System.Globalization;
using System.Text.RegularExpressions;
using HotStream.StandIn;
using HotStream.Tests.Cli;
using HotStream.Tests.Io;
using HotStream.Tests.Io.Mqtt;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Examples;

/// <summary>The programs in examples, each as a process that is fed through sockets; what they print is what their texts promise.</summary>
public sealed partial class ExampleTests
{
    private const string EmptyBatch = "ms\n-------------------------------------------\n\n";

    public ExampleTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "signals are sent with kill");

    [Fact]
    public void NetworkWordCount_prints_the_counts_of_each_batch_and_of_the_unfinished_last_line()
    {
        using var run = new ExampleRun("NetworkWordCount", 1, "100");
        run.Send("to be or not to be\n");
        run.WaitFor("(to,2)\n");
        run.Send("the last  words");
        string output = run.Stop();
        // a word of nothing between two blanks, as in Spark's
        foreach (string count in new[] { "(be,2)", "(or,1)", "(not,1)", "(the,1)", "(last,1)", "(words,1)", "(,1)" })
        {
            Assert.Contains($"\n{count}\n", output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void MqttToElasticsearch_stores_messages_as_documents_and_says_so()
    {
        const string Message = "{'program_name': 'plusone-test-sparkstreaming', 'machine_name': 'test-machine-plusone', 'material_name': "
            + "'A5052H-1.5', 'work_center': '0', 'order_of_processing': '1', "
            + "'start_time': '2017/02/10 16:42:23', 'finish_time': '2017/02/10 16:45:46', 'process_time': '0:03:23', 'good': '1', "
            + "'status': '0', 'schedule_name': '', "
            + "'saveing_date/time': '2017/02/10 16:42:23', 'processing_division': '4199170'}";
        using var broker = new Broker();
        using var server = new ElasticsearchStandIn();
        using CliProcess run =
            CliProcess.StartProgram("MqttToElasticsearch.dll", broker.Address, "plusone", server.Address.ToString(), "machan-laser", "100");
        run.WaitFor("subscribed to plusone\n", process => process.Output);
        Assert.Equal(0, Mosquitto.Publish(broker.Port, null, "-q", "1", "-t", "plusone", "-m", Message).Code);
        run.WaitFor("inserted into machan-laser: {", process => process.Output);
        Assert.Equal(0, Mosquitto.Publish(broker.Port, null, "-q", "1", "-t", "plusone", "-m", "{'good': ").Code);
        run.WaitFor("refused: plusone, batch ", process => process.Output);
        run.Signal(CliProcess.Interrupt);
        Assert.Equal(0, run.WaitForExit());
        Assert.Equal(Message.Replace('\'', '"'), Assert.Single(server.Documents("machan-laser")).Value);
    }

    [Fact]
    public void SurvivingTotals_is_killed_and_loses_nothing()
    {
        using var folder = new Folder();
        string Inside(string name) => Path.Combine(folder.Root, name);
        Directory.CreateDirectory(Inside("in"));
        Directory.CreateDirectory(Inside("out"));
        var random = new Random(20261127);
        var expected = new Dictionary<string, long>();
        int files = 0;
        for (int life = 0; life < 6; life++)
        {
            using CliProcess run = CliProcess.StartProgram("SurvivingTotals.dll", Inside("in"), Inside("out"), Inside("checkpoint"), "20");
            Engine.WaitFor(() => File.Exists(Path.Combine(Inside("checkpoint"), "batches.log")), "the first batch was logged");
            for (int i = 0; i < 8; i++)
            {
                Thread.Sleep(random.Next(60));
                string[] words = [.. Enumerable.Range(0, random.Next(1, 200)).Select(_ => $"word-{random.Next(40)}")];
                File.WriteAllText(Inside("written"), string.Join(' ', words) + "\n");
                File.Move(Inside("written"), Path.Combine(Inside("in"), $"file-{files++}"));
                foreach (string word in words)
                {
                    expected[word] = expected.GetValueOrDefault(word) + 1;
                }
            }

            if (life < 5)
            {
                Thread.Sleep(random.Next(400));
                run.Signal(CliProcess.Killed);
                run.WaitForExit();
                continue;
            }

            string[] totals = [.. expected.Select(word => $"{word.Key} {word.Value}").Order(StringComparer.Ordinal)];
            Engine.WaitFor(() => totals.SequenceEqual(LastTotals(Inside("out"))), "the totals were right");
            run.Signal(CliProcess.Interrupt);
            Assert.Equal(0, run.WaitForExit());
            Assert.Equal(totals, LastTotals(Inside("out")));
        }

        static string[] LastTotals(string directory)
        {
            string? last = Directory.EnumerateDirectories(directory, "totals-*")
                .Where(batch => File.Exists(Path.Combine(batch, "_SUCCESS")))
                .MaxBy(batch => long.Parse(Path.GetFileName(batch)["totals-".Length..], CultureInfo.InvariantCulture));
            return last is null ? []
                : [.. Directory.EnumerateFiles(last, "part-*").SelectMany(File.ReadAllLines).Order(StringComparer.Ordinal)];
        }
    }

    [Fact]
    public void RunningTotal_prints_all_totals_and_only_the_changes()
    {
        using var run = new ExampleRun("RunningTotal", 1, "100");
        run.Send("a b a\n");
        run.WaitFor("a: 0 -> 2\n");
        run.Send("a c\n");
        run.WaitFor("a: 2 -> 3\n");
        string output = run.Stop();
        Assert.Contains(Batches(output), batch => batch.Contains("(a,3)", StringComparison.Ordinal)
            && batch.Contains("(b,1)", StringComparison.Ordinal) && batch.Contains("(c,1)", StringComparison.Ordinal));
        Assert.Contains("b: 0 -> 1\n", output, StringComparison.Ordinal);
        Assert.Contains("c: 0 -> 1\n", output, StringComparison.Ordinal);
        Assert.DoesNotContain("b: 1", output, StringComparison.Ordinal);
    }

    [Fact]
    public void WindowedCount_counts_over_batches()
    {
        using var run = new ExampleRun("WindowedCount", 1, "100", "60000", "200");
        run.Send("a b a\n");
        run.WaitFor("(a,2)\n");
        run.Send("a c\n");
        run.WaitFor("(a,3)\n");
        Assert.Contains(Batches(run.Stop()), batch => batch.Contains("(a,3)", StringComparison.Ordinal)
            && batch.Contains("(b,1)", StringComparison.Ordinal));
    }

    [Fact]
    public void WindowedCount_lets_words_leave_and_come_again()
    {
        using var run = new ExampleRun("WindowedCount", 1, "100", "1000", "500");
        run.Send("a b a\n");
        run.WaitFor("(a,2)\n");
        run.WaitFor(EmptyBatch, after: run.Output.IndexOf("(a,2)", StringComparison.Ordinal));
        int left = run.Output.Length;
        run.Send("a\n");
        run.WaitFor("(a,1)\n", after: left);
        Assert.DoesNotContain("b", run.Stop()[left..], StringComparison.Ordinal);
    }

    [Fact]
    public void WordLengths_counts_letters_in_the_window_and_words_for_ever()
    {
        using var run = new ExampleRun("WordLengths", 1, "100");
        run.Send("a bb bb ccc züri\n");
        run.WaitFor("by length: 1 letters 1, 2 letters 2, 3 letters 1, 4 letters 1\n");
        run.WaitFor("words in all: 5\n");
        int seen = run.Output.Length;
        run.WaitFor("by length: \n", after: seen);
        run.Send("dd\n");
        run.WaitFor("by length: 2 letters 1\n", after: seen);
        run.WaitFor("words in all: 6\n", after: seen);
        run.Stop();
    }

    [Fact]
    public void StopWords_drops_and_counts_by_a_list_that_is_replaced_while_it_runs()
    {
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, "the\n");
            using var run = new ExampleRun("StopWords", 1, file, "100");
            run.Send("the cat and the dog\n");
            run.WaitFor("dropped so far: 2\n");
            string first = LineWith("; dropped so far: 2", run);
            Assert.Equal(["and 1", "cat 1", "dog 1"],
                first["kept: ".Length..first.IndexOf(';', StringComparison.Ordinal)].Split(", ").Order());

            File.WriteAllText(file + ".new", "the\nand\n");
            File.Move(file + ".new", file, overwrite: true);
            string answer = "and 1";
            // the batch at hand still goes by the old list
            for (int i = 0; i < 100 && answer.Contains("and 1", StringComparison.Ordinal); i++)
            {
                run.Send($"and word{i}\n");
                run.WaitFor($"word{i} 1");
                answer = LineWith($"word{i} 1", run);
            }

            Assert.Matches("^kept: word[0-9]+ 1; dropped so far: 3$", answer);
            run.Stop();
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void StreamJoin_joins_what_came_at_different_times()
    {
        using var run = new ExampleRun("StreamJoin", 2, "1000");
        run.Send("k left text\nalone left\nnospace\n");
        run.Send("k first\n", peer: 1);
        run.WaitFor("(k,(left text,first))\n");
        run.Send("k second\nother right\n", peer: 1);
        run.WaitFor("(k,(left text,second))\n");
        string output = run.Stop();
        Assert.DoesNotContain("alone", output, StringComparison.Ordinal);
        Assert.DoesNotContain("other", output, StringComparison.Ordinal);
    }

    [Fact]
    public void StreamingKMeans_finds_the_two_clusters_and_tells_points_apart()
    {
        using var run = new ExampleRun("StreamingKMeans", 2, "100");
        bool found = false;
        for (int i = 0; i < 100 && !found; i++)
        {
            run.Send("0 0\n10 10\n0 1\n10 11\nno point\n");
            run.Send($"near{i} 0.5 0\nfar{i} 9.5 11\nnone\n", peer: 1);
            run.WaitFor($"far{i} is in cluster ");
            run.WaitFor($"near{i} is in cluster ");
            string output = run.Output;
            string[] centers = [.. Center().Matches(output).TakeLast(2).Select(match => match.Value)];
            found = centers.Any(center => IsNear(center, 0, 0.5)) && centers.Any(center => IsNear(center, 10, 10.5))
                && ClusterOf($"near{i}", output) != ClusterOf($"far{i}", output);
        }

        Assert.True(found, run.Output);
        run.Stop();
    }

    private static string LineWith(string text, ExampleRun run) =>
        run.Output.Split('\n').First(line => line.Contains(text, StringComparison.Ordinal));

    private static string[] Batches(string output) => output.Split("Time: ");

    private static bool IsNear(string center, double x, double y)
    {
        double[] at = [.. Center().Match(center).Groups.Values.Skip(1)
            .Select(group => double.Parse(group.Value, CultureInfo.InvariantCulture))];
        return Math.Abs(at[0] - x) < 0.1 && Math.Abs(at[1] - y) < 0.1;
    }

    private static string ClusterOf(string name, string output) => Regex.Match(output, $"{name} is in cluster ([01])").Groups[1].Value;

    [GeneratedRegex(@"center [01] \((-?[0-9.]+) (-?[0-9.]+)\)")]
    private static partial Regex Center();
}

using System.Globalization;
using BenchmarkDotNet.Running;
using HotStream.Bench;

const string Help = """
    HotStream.Bench: measures HotStream, hand-written loops and other ways to do the same jobs.

      jobs    run the job table        --only PREFIX  --systems PART of a name  --runs N (3)  --json FILE
                                       --data DIR  --size MIB of text (256)  --rows N of an aggregate (20000000)
                                       --quick: a run of each without warm-up over less, answers checked
      limits  what the machine gives   --data DIR  --size MIB
      latency cost of an empty batch; delays of 1 and 10 ms batches under a tenth of the peak load
      cold    processor time of a fresh process's first pass over a text against a warm one   --data DIR
      recovery  what checkpoints, restarts and the write-ahead log cost   [keys of a second restart, e.g. 10000000]
      soak    memory, handles and files of a daily job at half of its peak   MINUTES (30), then options as of jobs
      memory  resident memory of a million keys that a socket feeds   words or state, SECONDS, then options as of jobs
              bytes a key of tables of a million   keys
      delivery  delay from an MQTT message to the stored document of its window
      slides  cost of one slide by the length of the window   [JSON file to write]
      plot    draws the results of slides: JSON file, SVG file to write
      bars    draws the rows of jobs: JSON file, SVG file to write, jobs (all)
      scaling rates by the number of partitions   options as of jobs
      gates   allocated bytes per record against Gates/allocations.json; exit 1 on a rise
      micro   micro benchmarks; further arguments go to BenchmarkDotNet
      help    this text
    """;

try
{
    switch (args)
    {
        case ["jobs", .. var rest]:
            return JobCommand.Run(BenchOptions.Parse(rest), Console.Out, Console.Error);
        case ["limits", .. var rest]:
            LimitReport.Run(BenchOptions.Parse(rest), Console.Out);
            return 0;
        case ["latency"]:
            return EngineLatency.Run(Console.Out);
        case ["cold", .. var rest]:
            return ColdStart.Run(BenchOptions.Parse(rest), Console.Out);
        case ["cold-pass", var file]:
            return ColdStart.Pass(file);
        case ["recovery"]:
            return RecoveryReport.Run(0, Console.Out);
        case ["recovery", "log"]:
            LogRate.Run(Console.Out);
            return 0;
        case ["recovery", "words", .. var rest]:
            LoggedWords.Run(BenchOptions.Parse(rest), Console.Out);
            return 0;
        case ["recovery", var keys]:
            return RecoveryReport.Run(Number("KEYS", keys), Console.Out);
        case ["soak"]:
            return SoakReport.Run(30, BenchOptions.Parse([]), Console.Out);
        case ["soak", var minutes, .. var rest]:
            return SoakReport.Run(BenchOptions.Positive("MINUTES", minutes), BenchOptions.Parse(rest), Console.Out);
        case ["memory", "words" or "state", var seconds, .. var rest]:
            return StateMemory.Run(args[1], BenchOptions.Positive("SECONDS", seconds), BenchOptions.Parse(rest), Console.Out);
        case ["memory", "keys"]:
            return KeyMemory.Run(Console.Out);
        case ["delivery"]:
            return EngineDelivery.Run(Console.Out);
        case ["slides"]:
            return SlideCosts.Run(null, Console.Out);
        case ["slides", var json]:
            return SlideCosts.Run(json, Console.Out);
        case ["plot", var results, var picture]:
            return SlidePlot.Run(results, picture);
        case ["bars", var results, var picture, .. var jobs]:
            return BarChart.Run(results, picture, jobs);
        case ["scaling", .. var rest]:
            return ScalingReport.Run(BenchOptions.Parse(rest), Console.Out);
        case ["gates"]:
            return AllocationGates.Run(Console.Out, Console.Error);
        case ["micro", .. var rest]:
            BenchmarkSwitcher.FromAssembly(typeof(JobCommand).Assembly).Run(rest);
            Console.WriteLine();
            return 0;
        case ["tcp-send", var file, var port, var repeats]:
            return TcpSender.Run(file, Number("PORT", port), BenchOptions.Positive("REPEATS", repeats));
        case ["tcp-pace", var file, var rate, var seconds]:
            return TcpSender.RunPaced(file, long.Parse(rate, CultureInfo.InvariantCulture), BenchOptions.Positive("SECONDS", seconds));
        case ["held-memory", var seconds]:
            return HeldMemory.Hold(Number("SECONDS", seconds));
        case ["mqtt-send", var port, var qos, var rounds, var bytes]:
            return MqttSender.Run(Number("PORT", port), Number("QOS", qos), Number("ROUNDS", rounds), Number("BYTES", bytes));
        case ["mqtt-pace", var port, var rate, var seconds]:
            return MqttPace.Run(Number("PORT", port), Number("RATE", rate), Number("SECONDS", seconds));
        case ["mqtt-receive", var port, var qos, var count]:
            return EngineMqttBroker.Receive(Number("PORT", port), Number("QOS", qos), Number("COUNT", count));
        case ["mqtt-receive-durably", var port, var qos, var count]:
            return EngineMqttBroker.ReceiveDurably(Number("PORT", port), Number("QOS", qos), Number("COUNT", count));
        case ["mqttnet-receive", var port, var qos, var count]:
            return MqttNetReceiver.Run(Number("PORT", port), Number("QOS", qos), Number("COUNT", count));
        case ["help" or "--help" or "-h"]:
            Console.WriteLine(Help);
            return 0;
        case []:
            throw new UsageException("no verb given");
        default:
            throw new UsageException(args[0] == "tcp-send" ? "tcp-send needs FILE PORT REPEATS" : args[0] == "mqtt-send"
                ? "mqtt-send needs PORT QOS ROUNDS BYTES" : args[0] == "mqtt-receive" ? "mqtt-receive needs PORT QOS COUNT"
                : $"unknown verb '{args[0]}'");
    }
}
catch (UsageException error)
{
    Console.Error.WriteLine($"{error.Message}; try 'help'");
    return 2;
}

static int Number(string name, string value) => value == "0" ? 0 : BenchOptions.Positive(name, value);

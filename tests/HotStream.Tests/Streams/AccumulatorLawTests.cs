using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Receiving;

namespace HotStream.Tests.Streams;

/// <summary>
/// Random programs whose functions add to an accumulator and note what they were called with: however often the engine runs a function, its
/// additions count once for each record it was applied to.
/// </summary>
public sealed class AccumulatorLawTests
{
    private static readonly string[] s_steps = ["Map", "Filter", "FlatMap", "MapPartitions", "Union", "Repartition"];
    private static readonly string[] s_outputs = ["Count", "Print", "Foreach", "ForeachPartition", "Fold", "CountByValue", "Take"];

    private sealed record Program(string[] Steps, int CachedStep, string[] Outputs, int Partitions, int[] BatchSizes, bool IsReceived)
    {
        public override string ToString() =>
            $"{string.Join('.', Steps)} cached {CachedStep} -> {string.Join(", ", Outputs)}; {Partitions} partitions, batches "
            + $"{string.Join(' ', BatchSizes)}{(IsReceived ? ", received" : "")}";
    }

    [Property(MaxTest = 200)]
    public Property An_accumulator_is_the_number_of_distinct_records_each_operator_was_applied_to()
    {
        Gen<Program> programs =
            from steps in Cases.Arrays(Gen.Elements(s_steps), 1, 4)
            from cached in Gen.Choose(-2, 4)
            from outputs in Cases.Arrays(Gen.Elements(s_outputs), 1, 3)
            from partitions in Gen.Elements(1, 2, 3, 8)
            from sizes in Cases.Arrays(Gen.OneOf(Gen.Choose(0, 30), Gen.Choose(400, 1500), Gen.Choose(4000, 6000)), 1, 3)
            from received in Gen.Elements(true, false)
            select new Program(steps, cached, outputs, partitions, sizes, received);
        return Cases.ForAll(programs, Check);
    }

    private static void Check(Program program)
    {
        using var engine = new Engine(program.Partitions, options => options.Output = TextWriter.Null);
        LongAccumulator counted = engine.Context.LongAccumulator("counted");
        var applied = new ConcurrentDictionary<(int Operator, long Record), bool>();
        var receiver = new ScriptedReceiver<long>();
        var queue = new ConcurrentQueue<IReadOnlyList<long>>();
        DStream<long> stream = program.IsReceived ? engine.Context.ReceiverStream(receiver) : engine.Context.QueueStream(queue);
        for (int i = 0; i < program.Steps.Length; i++)
        {
            stream = Step(program.Steps[i], i, stream);
            if (i == program.CachedStep)
            {
                stream.Cache();
            }
        }

        for (int i = 0; i < program.Outputs.Length; i++)
        {
            Output(program.Outputs[i], 100 + i, stream);
        }

        engine.Context.Start();
        long next = 1;
        foreach (int size in program.BatchSizes)
        {
            long[] batch = [.. Enumerable.Range(0, size).Select(_ => next++ * 1024)]; // room for what FlatMap and Union make of one record
            if (program.IsReceived)
            {
                receiver.Send(batch);
                receiver.WaitUntilStored();
            }
            else
            {
                queue.Enqueue(batch);
            }

            engine.Tick();
            Assert.Equal(applied.Count, counted.Value);
        }

        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        engine.Context.Stop();
        Assert.Equal(applied.Count, counted.Value);

        long Note(int number, long record)
        {
            applied.TryAdd((number, record), true);
            counted.Add(1);
            return record;
        }

        DStream<long> Step(string name, int number, DStream<long> input) => name switch
        {
            "Map" => input.Map(x => Note(number, x)),
            "Filter" => input.Filter(x => Note(number, x) / 1024 % 3 != 0),
            "FlatMap" => input.FlatMap(x => new[] { Note(number, x), x + (1L << number) }),
            "MapPartitions" => input.MapPartitions(partition => partition.Select(x => Note(number, x))),
            "Union" => input.Union(input.Map(x => Note(number, x) + (32L << number))),
            "Repartition" => input.Repartition(3).Map(x => Note(number, x)),
            _ => throw new ArgumentOutOfRangeException(nameof(name)),
        };

        void Output(string name, int number, DStream<long> input)
        {
            switch (name)
            {
                case "Count":
                    input.ForeachBatch(batch => batch.Count());
                    break;
                case "Print":
                    input.Print();
                    break;
                case "Take":
                    input.ForeachBatch(batch => batch.Take(700));
                    break;
                case "Foreach":
                    input.ForeachBatch(batch => batch.Foreach(x => Note(number, x)));
                    break;
                case "ForeachPartition":
                    input.ForeachPartition(partition => partition.ToList().ForEach(x => Note(number, x)));
                    break;
                case "Fold":
                    input.Map(x => Note(number, x)).Count().ForeachBatch(batch => batch.ToList());
                    break;
                case "CountByValue":
                    input.CountByValue().ForeachBatch(batch => batch.Count());
                    break;
            }
        }
    }
}

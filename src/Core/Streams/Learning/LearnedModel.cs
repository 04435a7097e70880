using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// A model that an output trains, as recovery sees it: the numbers it is made of, after the batches so far. They are those of an immutable
/// model, so that they may be written at any time between two batches; few enough to be written whole each time.
/// </summary>
/// <param name="place">Where it is in checkpoints.</param>
/// <param name="kind">The algorithm and how many numbers there are: a model of another size cannot be restored.</param>
/// <param name="numbers">The numbers of the model that is current.</param>
/// <param name="take">Puts the model of such numbers in its place.</param>
internal sealed class LearnedModel(OperatorPlace place, string kind, Func<double[]> numbers, Action<double[]> take)
    : Recoverable(place, partitions: 1)
{
    private const int NumbersPerSection = 1 << 20;

    private readonly List<double> _restored = [];

    public override string Kind => kind;

    public override void Bind(CodecSet codecs)
    {
    }

    public override bool Begin(int partition, BatchTime last, bool isWhole) => true;

    public override void Capture(int partition, BatchTime time, SnapshotWriter output)
    {
        foreach (double[] part in numbers().Chunk(NumbersPerSection))
        {
            output.WriteLength(part.Length);
            output.Write(MemoryMarshal.AsBytes<double>(part));
            output.EndSection();
        }
    }

    public override void Restore(int partition, SnapshotReader section) => _restored.AddRange(
        MemoryMarshal.Cast<byte, double>(section.Take(section.ReadLength(least: sizeof(double)) * sizeof(double))));

    public override void Restored(BatchTime time)
    {
        int expected = numbers().Length;
        take(_restored.Count == expected ? [.. _restored] : throw new InvalidDataException(
            $"The checkpoint holds {_restored.Count} numbers of {Name}, which is made of {expected}; nothing was restored."));
    }
}

using System.Globalization;

namespace HotStream.Bench;

/// <summary>What a process allocates for the second half of its records: the first was for warmth.</summary>
/// <param name="count">Of both halves.</param>
internal sealed class HalfMeter(int count)
{
    private long _bytes;

    /// <summary>So many came so far. Called again while nothing comes, so that waiting does not count.</summary>
    public void Note(long total)
    {
        if (total <= count / 2)
            _bytes = GC.GetTotalAllocatedBytes(precise: true);
    }

    /// <summary>Writes the bytes to standard output.</summary>
    public void Say() =>
        Console.Write((GC.GetTotalAllocatedBytes(precise: true) - _bytes).ToString(CultureInfo.InvariantCulture));
}

using System.Globalization;

namespace HotStream;

/// <summary>Ranges of lanes as the log of batches has them.</summary>
internal static class SourceRanges
{
    public static SourceRange Of(int lane, long from, long to) => new(
        lane.ToString(CultureInfo.InvariantCulture),
        from.ToString(CultureInfo.InvariantCulture),
        to.ToString(CultureInfo.InvariantCulture));

    /// <summary>Reads a range; false when it is none of a lane.</summary>
    public static bool TryParse(SourceRange range, out int lane, out long from, out long to)
    {
        (from, to) = (0, 0);
        return int.TryParse(range.Partition, NumberStyles.None, CultureInfo.InvariantCulture, out lane)
            && long.TryParse(range.From, NumberStyles.None, CultureInfo.InvariantCulture, out from)
            && long.TryParse(range.To, NumberStyles.None, CultureInfo.InvariantCulture, out to);
    }
}

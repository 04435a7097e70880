using System.Globalization;

namespace HotStream.Cli;

/// <summary>One machine's last seconds.</summary>
/// <param name="End">When the window ended.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Readings">How many readings came.</param>
/// <param name="Mean">Their mean temperature.</param>
/// <param name="Max">The highest.</param>
internal readonly record struct MachineReport(DateTimeOffset End, string Machine, long Readings, double Mean, double Max)
{
    public string ToLine() => string.Create(CultureInfo.InvariantCulture, $"{Machine} {Mean:0.0} (max {Max:0.0})");
}

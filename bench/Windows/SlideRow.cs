namespace HotStream.Bench;

/// <summary>What one slide of a window costs, in microseconds.</summary>
/// <param name="Window">Which window.</param>
/// <param name="Panes">Panes in it.</param>
/// <param name="Median">The middle of all slides.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="Worst">The 99.9th percentile: above it lies what the machine does to every program.</param>
/// <param name="Max">The slowest of all.</param>
/// <param name="Merges">Columns merged by the worst slide, where columns are merged; the law that no slide is much worse than
/// another, without a clock.</param>
internal sealed record SlideRow(string Window, int Panes, double Median, double Mean, double Worst, double Max, int? Merges);

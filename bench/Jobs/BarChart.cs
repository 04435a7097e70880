using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HotStream.Bench;

/// <summary>
/// The verb bars: draws the rows of jobs as bars, each job to the scale of its fastest row: HotStream's first row, the hand-written loop
/// and the fastest of the others.
/// </summary>
internal static class BarChart
{
    private const int Width = 760;
    private const int Left = 330;
    private const int Longest = 330;
    private const int RowHeight = 19;
    private const int JobHeight = 30;
    private const int OthersDrawn = 3;

    public static int Run(string results, string picture, string[] jobs)
    {
        JobRow[] rows = JsonSerializer.Deserialize<JobRow[]>(File.ReadAllText(results), JobReport.Json)!;
        File.WriteAllText(picture, Draw([.. rows.GroupBy(row => row.Job).Where(job => jobs.Length == 0 || jobs.Contains(job.Key))
            .Select(Drawn).Where(job => job.Count > 1)]));
        return 0;
    }

    private static List<JobRow> Drawn(IEnumerable<JobRow> job)
    {
        JobRow[] rows = [.. job.Where(row => row.Median > 0 && row.Kind != RowKind.Limit)];
        return
        [
            .. rows.Where(row => row.Kind == RowKind.Engine).Take(1),
            .. rows.Where(row => row.Kind == RowKind.Loop).Take(1),
            .. rows.Where(row => row.Kind == RowKind.Peer).OrderByDescending(row => row.Median).Take(OthersDrawn),
        ];
    }

    private static string Draw(IReadOnlyList<List<JobRow>> jobs)
    {
        int height = 20 + jobs.Sum(job => JobHeight + (job.Count * RowHeight));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {height}" font-family="sans-serif" font-size="13">""").Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<rect width="{Width}" height="{height}" fill="#ffffff"/>""").Append('\n');
        int y = 8;
        foreach (List<JobRow> job in jobs)
        {
            double fastest = job.Max(row => row.Median!.Value);
            svg.Append(CultureInfo.InvariantCulture,
                $"""<text x="10" y="{y + 20}" font-weight="bold" fill="#111827">{job[0].Job}, {job[0].Unit}</text>""").Append('\n');
            y += JobHeight;
            foreach (JobRow row in job)
            {
                double length = Longest * row.Median!.Value / fastest;
                svg.Append(CultureInfo.InvariantCulture,
                    $"""<text x="{Left - 8}" y="{y + 12}" text-anchor="end" fill="#374151">{Text(row.System)}</text>""")
                    .Append(CultureInfo.InvariantCulture,
                        $"""<rect x="{Left}" y="{y}" width="{length:F1}" height="14" fill="{Color(row.Kind)}"/>""")
                    .Append(CultureInfo.InvariantCulture,
                        $"""<text x="{Left + length + 6:F1}" y="{y + 12}" fill="#4b5563">{row.Median:G3}</text>""")
                    .Append('\n');
                y += RowHeight;
            }
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static string Color(RowKind kind) => kind switch
    {
        RowKind.Engine => "#2563eb",
        RowKind.Loop => "#9ca3af",
        _ => "#d97706",
    };

    private static string Text(string name) =>
        (name.Length <= 48 ? name : name[..47] + "\u2026").Replace("&", "&amp;", StringComparison.Ordinal)
            .Replace("<", "&lt;", StringComparison.Ordinal);
}

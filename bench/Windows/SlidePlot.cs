using System.Globalization;
using System.Text;
using System.Text.Json;

namespace HotStream.Bench;

/// <summary>
/// The verb plot: draws the results of slides as a picture, cost of a slide against the panes in the window, both axes logarithmic.
/// </summary>
internal static class SlidePlot
{
    private const int Width = 720;
    private const int Height = 400;
    private const int Left = 70;
    private const int Bottom = 340;
    private static readonly string[] s_colors = ["#2563eb", "#0d9488", "#d97706", "#9ca3af"];

    public static int Run(string results, string picture)
    {
        var rows = JsonSerializer.Deserialize<SlideRow[]>(File.ReadAllText(results))!;
        File.WriteAllText(picture, Draw([.. rows.GroupBy(row => row.Window).Where(window => window.Count() > 1)]));
        return 0;
    }

    private static string Draw(IReadOnlyList<IGrouping<string, SlideRow>> windows)
    {
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="13">""")
            .Append('\n');
        svg.Append(CultureInfo.InvariantCulture, $"""<rect width="{Width}" height="{Height}" fill="#ffffff"/>""").Append('\n');
        svg.Append(
            """<text x="70" y="24" font-size="15" fill="#111827">One slide of a window of 10,000 keys: median, microseconds</text>""")
            .Append('\n');
        foreach (var micros in (double[])[1, 10, 100, 1000, 10_000])
        {
            svg.Append(CultureInfo.InvariantCulture,
                $"""<line x1="{Left}" x2="520" y1="{Y(micros):F1}" y2="{Y(micros):F1}" stroke="#e5e7eb"/><text x="62" y="{Y(micros) + 4:F1}" text-anchor="end" fill="#4b5563">{micros:N0}</text>""").Append('\n');
        }

        foreach (var panes in windows[0].Select(row => row.Panes))
            svg.Append(CultureInfo.InvariantCulture,
                $"""<text x="{X(panes):F1}" y="360" text-anchor="middle" fill="#4b5563">{panes}</text>""").Append('\n');
        svg.Append("""<text x="290" y="385" text-anchor="middle" fill="#4b5563">panes in the window</text>""").Append('\n');
        for (var i = 0; i < windows.Count; i++)
        {
            var color = s_colors[i % s_colors.Length];
            var points = string.Join(' ', windows[i]
                .Select(row => string.Create(CultureInfo.InvariantCulture, $"{X(row.Panes):F1},{Y(row.Median):F1}")));
            svg.Append(CultureInfo.InvariantCulture,
                $"""<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>""").Append('\n');
            foreach (var row in windows[i])
                svg.Append(CultureInfo.InvariantCulture,
                    $"""<circle cx="{X(row.Panes):F1}" cy="{Y(row.Median):F1}" r="3" fill="{color}"><title>{row.Panes} panes: {row.Median} us</title></circle>""").Append('\n');
            svg.Append(CultureInfo.InvariantCulture,
                $"""<text x="530" y="{Y(windows[i].Last().Median) + 4:F1}" fill="{color}">{windows[i].Key}</text>""").Append('\n');
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static double X(double panes) => Left + 20 + (Math.Log10(panes) / 3 * 420);

    private static double Y(double micros) => Bottom - (Math.Log10(Math.Max(micros, 0.5) / 0.5) / Math.Log10(20_000 / 0.5) * 300);
}

using System.Globalization;
using HotStream.Tests.Learning;

namespace HotStream.Torture;

/// <summary>
/// What the program should have written for each batch, computed from the batch's lines and those of the batches before, in the plainest
/// way: no engine, no windows that move, everything added up anew.
/// </summary>
internal sealed class Recomputation
{
    private readonly Dictionary<string, long> _totals = [];
    private readonly Dictionary<string, long> _received = [];
    private readonly NaiveKMeans _clusters = new(Shape.Centers, [1, 1, 1], decay: 1, byPoints: false);
    private double[] _weights = [0, 0];
    private long _lines;
    private Dictionary<string, string> _learned = []; // before the batch that was added last
    private readonly List<(long Time, Dictionary<string, long> Counts)> _batches = [];

    /// <summary>The words of the batch that was added last.</summary>
    public IReadOnlyDictionary<string, long> Counts => _batches[^1].Counts;

    /// <summary>The next batch.</summary>
    /// <param name="time">Its time.</param>
    /// <param name="lines">Lines of files.</param>
    /// <param name="received">What receivers got.</param>
    public void Add(long time, IReadOnlyList<string> lines, IReadOnlyList<string> received)
    {
        Learn(lines);
        foreach (string key in received.Select(Shape.KeyOf))
        {
            _received[key] = _received.GetValueOrDefault(key) + 1;
        }

        var counts = new Dictionary<string, long>();
        foreach (string word in lines.SelectMany(line => line.Split(' ').Skip(1)))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
            _totals[word] = _totals.GetValueOrDefault(word) + 1;
        }

        _batches.RemoveAll(batch => batch.Time <= time - Shape.Inverse.Length); // the longest window
        _batches.Add((time, counts));
    }

    /// <summary>By word: what an output should say of it in the batch that was added last.</summary>
    public Dictionary<string, string> Expected(string output) => output switch
    {
        Shape.Totals => Text(_totals),
        Shape.Running => Text(Counts.Select(count => KeyValuePair.Create(count.Key, _totals[count.Key]))),
        Shape.Joined => Joined(),
        Shape.InverseWindow => Text(Window(Shape.Inverse.Length)),
        Shape.FoldedWindow => Text(Window(Shape.Folded.Length)),
        Shape.ReceivedTotals => Text(_received),
        Shape.Learned => _learned,
        _ => throw new ArgumentOutOfRangeException(nameof(output), output, "No output of words."),
    };

    private void Learn(IReadOnlyList<string> lines)
    {
        _learned = new()
        {
            ["centers"] = Numbers(_clusters.Centers.SelectMany(center => center)),
            ["weights"] = Numbers(_weights),
            ["kept"] = Numbers([_lines]),
        };
        _lines += lines.Count;
        _clusters.Learn([.. lines.Select(Shape.PointOf)]);
        LabeledPoint[] examples = [.. lines.Select(Shape.ExampleOf)];
        for (int iteration = 1; examples.Length > 0 && iteration <= Shape.Iterations; iteration++)
        {
            double[] weights = _weights;
            double[] errors = [.. examples.Select(x => (weights[0] * x.Features[0]) + (weights[1] * x.Features[1]) - x.Label)];
            _weights = [.. weights.Select((weight, i) => weight
                - (Shape.StepSize / Math.Sqrt(iteration) * errors.Select((error, x) => error * examples[x].Features[i]).Average()))];
        }
    }

    private static string Numbers(IEnumerable<double> numbers) =>
        string.Join(' ', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));

    private Dictionary<string, string> Joined()
    {
        Dictionary<string, long> kept = Window(Shape.Kept.Length);
        return Counts.ToDictionary(count => count.Key,
            count => string.Create(CultureInfo.InvariantCulture, $"{count.Value} {kept[count.Key]}"));
    }

    private Dictionary<string, long> Window(long length)
    {
        var sums = new Dictionary<string, long>();
        foreach ((long time, Dictionary<string, long> counts) in _batches)
        {
            if (time > _batches[^1].Time - length)
            {
                foreach ((string word, long count) in counts)
                {
                    sums[word] = sums.GetValueOrDefault(word) + count;
                }
            }
        }

        return sums;
    }

    private static Dictionary<string, string> Text(IEnumerable<KeyValuePair<string, long>> counts) =>
        counts.ToDictionary(count => count.Key, count => count.Value.ToString(CultureInfo.InvariantCulture));
}

using System.Globalization;

namespace HotStream.Torture;

/// <summary>What child and recomputation must agree on.</summary>
internal static class Shape
{
    public const int Interval = 25; // milliseconds, as all here
    public const int CheckpointInterval = 200;
    public const int MissedBatchesMax = 40;
    public const string Table = "counts";
    public const int RolledBytes = 4000; // of a rolling file: a few of them a life

    /// <summary>Few, so that files of the log are written over within a life.</summary>
    public const int LogSegmentBytes = 500;

    /// <summary>A window that is folded by adding and taking away, one that is only added up, and one that keeps records.</summary>
    public static readonly (int Length, int Slide) Inverse = (10 * Interval, 2 * Interval);
    public static readonly (int Length, int Slide) Folded = (6 * Interval, 3 * Interval);
    public static readonly (int Length, int Slide) Kept = (4 * Interval, Interval);

    /// <summary>Directories of outputs, in the order in which they are written.</summary>
    public const string Lines = "lines";
    public const string Totals = "totals";
    public const string Running = "running";
    public const string Joined = "joined";
    public const string InverseWindow = "inverse";
    public const string FoldedWindow = "folded";
    public const string Received = "received";
    public const string ReceivedTotals = "receivedtotals";
    public const string Learned = "learned";

    /// <summary>Outputs that also run in batches that are run again for their state only.</summary>
    public const int Models = 2;

    /// <summary>What the model of clusters begins with; the points of a line are near one of them.</summary>
    public static readonly double[][] Centers = [[0, 3], [100, 3], [200, 3]];
    public const double StepSize = 0.02;
    public const int Iterations = 3;

    /// <summary>Outputs that are written in every batch, and windows' with their slides.</summary>
    public static readonly (string Name, int Slide)[] Outputs =
    [
        (Lines, Interval), (Totals, Interval), (Running, Interval), (Joined, Interval),
        (InverseWindow, Inverse.Slide), (FoldedWindow, Folded.Slide),
        (Received, Interval), (ReceivedTotals, Interval), (Learned, Interval),
    ];

    /// <summary>A received line without what it carries along: <c>n12.1</c>.</summary>
    public static string IdOf(string line) => line.IndexOf(' ') is > 0 and int end ? line[..end] : line;

    /// <summary>The two numbers of a received line; -1 for a line that is none of ours.</summary>
    public static (int First, int Second) NumbersOf(string id) => id.Length > 1 && id[1..].Split('.') is [var first, var second]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out int a)
        && int.TryParse(second, NumberStyles.None, CultureInfo.InvariantCulture, out int b) ? (a, b) : (-1, -1);

    /// <summary>The key by which received lines are counted.</summary>
    public static string KeyOf(string id) => string.Create(CultureInfo.InvariantCulture, $"{id[0]}{NumbersOf(id).First % 8}");

    /// <summary>What the model of clusters learns from a line of a file.</summary>
    public static double[] PointOf(string line) => [(Sender.NumberOf(line) % 3 * 100) + line.Count(' '), line.Length % 7];

    /// <summary>What the regression learns from a line of a file.</summary>
    public static LabeledPoint ExampleOf(string line) => new(line.Count(' '), [1, Sender.NumberOf(line) % 10 / 10.0]);

    public static string In(string root) => Path.Combine(root, "in");

    public static string Out(string root) => Path.Combine(root, "out");

    public static string Rolled(string root) => Path.Combine(root, "rolled");

    public static string Checkpoints(string root) => Path.Combine(root, "checkpoints");
}

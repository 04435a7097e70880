namespace HotStream.Torture;

/// <summary>What child and recomputation must agree on.</summary>
internal static class Shape
{
    public const int Interval = 25; // milliseconds, as all here
    public const int CheckpointInterval = 200;
    public const int MissedBatchesMax = 40;
    public const string Table = "counts";

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

    /// <summary>Outputs that are written in every batch, and windows' with their slides.</summary>
    public static readonly (string Name, int Slide)[] Outputs =
    [
        (Lines, Interval), (Totals, Interval), (Running, Interval), (Joined, Interval),
        (InverseWindow, Inverse.Slide), (FoldedWindow, Folded.Slide),
    ];

    public static string In(string root) => Path.Combine(root, "in");

    public static string Out(string root) => Path.Combine(root, "out");

    public static string Checkpoints(string root) => Path.Combine(root, "checkpoints");
}

using System.Globalization;

namespace HotStream;

/// <summary>Names of objects in a store.</summary>
internal static class CopyNames
{
    /// <summary>What names of the log begin with.</summary>
    public const string Log = "log/";

    /// <summary>What names of pieces of checkpoints begin with.</summary>
    public const string Pieces = "state/";

    public static string OfLog(long number) => string.Create(CultureInfo.InvariantCulture, $"{Log}{number:D12}");

    /// <summary>The number in a name, or null when it is none of the log.</summary>
    public static long? NumberOf(string name) => name.StartsWith(Log, StringComparison.Ordinal)
        && long.TryParse(name.AsSpan(Log.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && OfLog(number) == name ? number : null;

    public static string OfPiece(long time, string writer, int piece) =>
        string.Create(CultureInfo.InvariantCulture, $"{Pieces}{time:D19}-{writer}/{piece:D5}");

    /// <summary>What a start tries whether the store lets nothing be replaced.</summary>
    public static string OfTrial(string owner) => $"trial/{owner}";
}

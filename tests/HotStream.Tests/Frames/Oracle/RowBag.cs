using System.Globalization;

namespace HotStream.Tests.Frames.Oracle;

/// <summary>Compares rows of two engines, as lists or as bags; floating point numbers to 1e-9.</summary>
internal static class RowBag
{
    private const double Tolerance = 1e-9;

    /// <summary>What differs, or null.</summary>
    public static string? Difference(IReadOnlyList<object?[]> ours, IReadOnlyList<object?[]> others, bool inOrder)
    {
        if (ours.Count != others.Count)
        {
            return $"{ours.Count} rows, not {others.Count}.\nOurs:   {Some(ours)}\nOthers: {Some(others)}";
        }

        object?[][] left = inOrder ? [.. ours] : [.. ours.OrderBy(Key, StringComparer.Ordinal)];
        object?[][] right = inOrder ? [.. others] : [.. others.OrderBy(Key, StringComparer.Ordinal)];
        int at = Enumerable.Range(0, left.Length).FirstOrDefault(i => !AreEqual(left[i], right[i]), -1);
        if (at < 0 || (!inOrder && AreSame(left, right)))
        {
            return null;
        }

        return $"row {at}: {Show(left[at])}, not {Show(right[at])}\nOurs:   {Some(left[at..])}\nOthers: {Some(right[at..])}";
    }

    public static string Show(object?[] row) => $"[{string.Join(", ", row.Select(Show))}]";

    private static string Some(IReadOnlyList<object?[]> rows) => string.Join(' ', rows.Take(8).Select(Show));

    /// <summary>For rows whose floating point numbers are sorted otherwise for being a little different.</summary>
    private static bool AreSame(object?[][] left, object?[][] right)
    {
        if (left.Length > 500)
        {
            return false;
        }

        var rest = right.ToList();
        return left.All(row => rest.FindIndex(other => AreEqual(row, other)) is int at and >= 0 && Remove(rest, at));
    }

    private static bool Remove(List<object?[]> rows, int at)
    {
        rows.RemoveAt(at);
        return true;
    }

    private static bool AreEqual(object?[] left, object?[] right) =>
        left.Length == right.Length && left.Zip(right).All(pair => AreEqual(pair.First, pair.Second));

    private static bool AreEqual(object? left, object? right) => (left, right) switch
    {
        (double a, double b) => a.Equals(b) || Math.Abs(a - b) <= Tolerance * Math.Max(1, Math.Max(Math.Abs(a), Math.Abs(b))),
        (DateTime a, DateTime b) => a.Ticks == b.Ticks,
        _ => Equals(left, right),
    };

    private static string Key(object?[] row) => string.Join('\u0001', row.Select(value => value is double number
        ? (number == 0 ? "0" : number.ToString("E6", CultureInfo.InvariantCulture)) : Show(value)));

    private static string Show(object? value) => value switch
    {
        null => "NULL",
        string text => $"'{text}'",
        double number => number.ToString("R", CultureInfo.InvariantCulture) + "d",
        decimal number => (number / 1.000000000000000000000000000000m).ToString(CultureInfo.InvariantCulture) + "m",
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        DateTime time => time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        IFormattable other => $"{other.ToString(null, CultureInfo.InvariantCulture)}:{other.GetType().Name}",
        _ => value.ToString()!,
    };
}

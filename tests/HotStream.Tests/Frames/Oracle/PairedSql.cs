using System.Globalization;

namespace HotStream.Tests.Frames.Oracle;

/// <summary>The same in our SQL and in DuckDB's.</summary>
public readonly record struct PairedSql(string Ours, string Duck)
{
    public PairedSql(string both)
        : this(both, both)
    {
    }

    /// <summary>Both texts with parts put in at {0}, {1} ...</summary>
    public static PairedSql Of(string ours, string duck, params IReadOnlyList<PairedSql> parts) => new(
        string.Format(CultureInfo.InvariantCulture, ours, [.. parts.Select(part => part.Ours)]),
        string.Format(CultureInfo.InvariantCulture, duck, [.. parts.Select(part => part.Duck)]));

    public static PairedSql Join(string separator, IEnumerable<PairedSql> parts)
    {
        PairedSql[] all = [.. parts];
        return new(string.Join(separator, all.Select(part => part.Ours)), string.Join(separator, all.Select(part => part.Duck)));
    }

    public static PairedSql operator +(PairedSql left, PairedSql right) => new(left.Ours + right.Ours, left.Duck + right.Duck);

    public static PairedSql operator +(PairedSql left, string right) => new(left.Ours + right, left.Duck + right);
}

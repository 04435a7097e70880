using System.Globalization;

namespace HotStream.Postgres;

/// <summary>
/// How far changes were read: the end of the last transaction that was read whole, and how many changes of the next one were read. As text
/// <c>0/16B3748</c>, or <c>0/16B3748+5000</c> in the midst of a transaction.
/// </summary>
internal readonly record struct ChangePosition(ulong Lsn, int Taken)
{
    public bool IsKnown => Lsn != 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{(uint)(Lsn >> 32):X}/{(uint)Lsn:X}{(Taken == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"+{Taken}"))}");

    /// <exception cref="FormatException">It is none.</exception>
    public static ChangePosition Parse(string text)
    {
        string[] parts = text.Split('/', '+');
        int taken = 0;
        return parts.Length is 2 or 3
            && uint.TryParse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint high)
            && uint.TryParse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out uint low)
            && (parts.Length == 2 || int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out taken))
            ? new ChangePosition(((ulong)high << 32) | low, taken)
            : throw new FormatException($"'{PlainText.Of(text)}' is no position in a server's log.");
    }
}

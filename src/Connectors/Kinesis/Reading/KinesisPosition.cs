using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace HotStream.Kinesis;

/// <summary>
/// How far a shard was read: the sequence number of the last record that was taken, of records that were sent as one, which of them, and
/// how many were taken since the query began, by which a range knows whether it is whole. As text: <c>TRIM_HORIZON</c>,
/// <c>@MILLISECONDS</c>, <c>SEQUENCE#COUNT</c>, <c>SEQUENCE/RECORD#COUNT</c>, <c>SHARD_END</c>; in checkpoints with the time up to which
/// all is read: <c>SEQUENCE#COUNT@MILLISECONDS</c>. Sequence numbers are decimals of up to 129 digits, without leading zeros.
/// </summary>
internal readonly struct KinesisPosition : IComparable<KinesisPosition>
{
    /// <summary>Of a record that was sent alone.</summary>
    public const long Alone = -1;

    private const int DigitsMax = 129;
    private const string OldestText = "TRIM_HORIZON";
    private const string EndText = "SHARD_END";

    private KinesisPosition(KinesisPositionKind kind, string sequence, long part, long milliseconds, long? count) =>
        (Kind, Sequence, Part, Milliseconds, Count) = (kind, sequence, part, milliseconds, count);

    public static KinesisPosition Oldest { get; } = new(KinesisPositionKind.Oldest, "", Alone, 0, 0);

    public static KinesisPosition End { get; } = new(KinesisPositionKind.End, "", Alone, 0, null);

    public KinesisPositionKind Kind { get; }

    /// <summary>The sequence number; empty where it is none.</summary>
    public string Sequence { get; }

    /// <summary>Which of the records that were sent as one, from 0; else <see cref="Alone"/>.</summary>
    public long Part { get; }

    /// <summary>Time from which on is read; of a record, up to which all is read; 0 when that is not known.</summary>
    public long Milliseconds { get; }

    /// <summary>Records that were taken up to here; null when nobody knows.</summary>
    public long? Count { get; }

    public static KinesisPosition At(long milliseconds) => new(KinesisPositionKind.Time, "", Alone, milliseconds, 0);

    public static KinesisPosition Behind(string sequence, long part, long milliseconds, long? count) =>
        new(KinesisPositionKind.Record, sequence, part, milliseconds, count);

    /// <summary>The same, with a time up to which all is read.</summary>
    public KinesisPosition ReadUpTo(long milliseconds) => Kind == KinesisPositionKind.Record && milliseconds > Milliseconds
        ? Behind(Sequence, Part, milliseconds, Count) : this;

    /// <summary>Where a record is, seen from here: before zero or zero, it was taken.</summary>
    /// <param name="sequence">Its sequence number, in ASCII.</param>
    /// <param name="part">Which of the records that were sent as one.</param>
    public int CompareRecord(ReadOnlySpan<byte> sequence, long part)
    {
        if (Kind != KinesisPositionKind.Record)
        {
            return 1;
        }

        int compared = sequence.Length.CompareTo(Sequence.Length);
        for (int i = 0; i < sequence.Length && compared == 0; i++)
        {
            compared = sequence[i].CompareTo((byte)Sequence[i]);
        }

        return compared != 0 ? compared : Part == Alone ? 0 : part.CompareTo(Part);
    }

    public int CompareTo(KinesisPosition other)
    {
        if (Kind != KinesisPositionKind.Record || other.Kind != KinesisPositionKind.Record)
        {
            return Kind.CompareTo(other.Kind);
        }

        int compared = Sequence.Length.CompareTo(other.Sequence.Length);
        compared = compared != 0 ? compared : string.CompareOrdinal(Sequence, other.Sequence);
        return compared != 0 ? compared : Rank(Part).CompareTo(Rank(other.Part));

        static long Rank(long part) => part == Alone ? long.MaxValue : part; // the whole of it
    }

    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out KinesisPosition? position)
    {
        position = null;
        if (text is OldestText or EndText)
        {
            position = text is OldestText ? Oldest : End;
            return true;
        }

        long milliseconds = 0;
        int at = text.IndexOf('@');
        if (at >= 0 && !TryNumber(text[(at + 1)..], out milliseconds))
        {
            return false;
        }

        if (at == 0)
        {
            position = At(milliseconds);
            return true;
        }

        text = at < 0 ? text : text[..at];
        long? count = null;
        int hash = text.IndexOf('#');
        if (hash >= 0)
        {
            if (!TryNumber(text[(hash + 1)..], out long counted))
            {
                return false;
            }

            count = counted;
            text = text[..hash];
        }

        long part = Alone;
        int slash = text.IndexOf('/');
        if (slash >= 0 && !TryNumber(text[(slash + 1)..], out part))
        {
            return false;
        }

        text = slash < 0 ? text : text[..slash];
        if (!IsSequence(text))
        {
            return false;
        }

        position = Behind(text.ToString(), part, milliseconds, count);
        return true;
    }

    /// <summary>Whether a text may be a sequence number.</summary>
    public static bool IsSequence(ReadOnlySpan<char> text) => text.Length is > 0 and <= DigitsMax
        && text.IndexOfAnyExceptInRange('0', '9') < 0 && (text[0] != '0' || text.Length == 1);

    /// <summary>Whether a text in ASCII may be a sequence number.</summary>
    public static bool IsSequence(ReadOnlySpan<byte> text) => text.Length is > 0 and <= DigitsMax
        && text.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0 && (text[0] != '0' || text.Length == 1);

    /// <summary>As a range has it.</summary>
    public override string ToString() => Kind switch
    {
        KinesisPositionKind.Oldest => OldestText,
        KinesisPositionKind.End => EndText,
        KinesisPositionKind.Time => string.Create(CultureInfo.InvariantCulture, $"@{Milliseconds}"),
        _ => string.Create(CultureInfo.InvariantCulture,
            $"{Sequence}{(Part == Alone ? "" : $"/{Part}")}{(Count is null ? "" : $"#{Count}")}"),
    };

    /// <summary>As a checkpoint has it.</summary>
    public string ToSaved() => Kind == KinesisPositionKind.Record && Milliseconds > 0
        ? string.Create(CultureInfo.InvariantCulture, $"{this}@{Milliseconds}") : ToString();

    private static bool TryNumber(ReadOnlySpan<char> text, out long number) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}

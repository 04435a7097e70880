using System.Buffers.Text;

namespace HotStream.Io;

/// <summary>
/// The types of the columns of separated values, from all of them: INT, BIGINT, DOUBLE, DATE, TIMESTAMP, BOOLEAN, or STRING, the first that
/// all fit.
/// </summary>
internal sealed class CsvInference(int columns, CsvFormat format) : LineTaker
{
    private static readonly DataType[] s_types =
        [DataType.Int, DataType.Long, DataType.Double, DataType.Date, DataType.Timestamp, DataType.Boolean, DataType.String];

    private readonly int[] _possible = [.. Enumerable.Repeat((1 << s_types.Length) - 1, columns)];
    private readonly bool[] _isSeen = new bool[columns];
    private bool _isHeader;

    /// <summary>A part begins, that of a file's beginning perhaps with a header.</summary>
    public void Start(FilePart part) => _isHeader = format.HasHeader && part.Start == 0;

    /// <summary>The type of a column.</summary>
    public DataType TypeOf(int column) =>
        _isSeen[column] ? s_types[System.Numerics.BitOperations.TrailingZeroCount(_possible[column])] : DataType.String;

    /// <summary>Takes in what another one has found.</summary>
    public void Merge(CsvInference other)
    {
        for (int column = 0; column < columns; column++)
        {
            _isSeen[column] |= other._isSeen[column];
            _possible[column] &= other._possible[column];
        }
    }

    public override bool Take(ReadOnlySpan<Utf8Slice> lines)
    {
        foreach (Utf8Slice line in _isHeader ? lines[1..] : lines)
        {
            ReadOnlySpan<byte> bytes = line.Bytes;
            int at = 0;
            for (int column = 0; column < columns && at <= bytes.Length && bytes.Length > 0; column++)
            {
                (int start, int length, bool isQuoted, _) = format.Next(bytes, ref at);
                ReadOnlySpan<byte> field = bytes.Slice(start, length);
                if (isQuoted || !field.SequenceEqual(format.Null))
                {
                    _isSeen[column] = true;
                    _possible[column] &= Fitting(field, _possible[column]);
                }
            }
        }

        _isHeader = false;
        return true;
    }

    public override void TakeTooLong(Utf8Slice beginning)
    {
    }

    public override void Dispose()
    {
    }

    private static int Fitting(ReadOnlySpan<byte> field, int possible)
    {
        int fits = 1 << 6;
        if ((possible & 0b11) != 0 && Utf8Parser.TryParse(field, out long whole, out int used) && used == field.Length)
        {
            return fits | 0b110 | (whole is >= int.MinValue and <= int.MaxValue ? 1 : 0);
        }

        fits |= (possible & 0b100) != 0 && Utf8Parser.TryParse(field, out double _, out used) && used == field.Length ? 0b100 : 0;
        fits |= (possible & 0b11000) != 0 ? TimeOf(field) : 0;
        fits |= Utf8Parser.TryParse(field, out bool _, out used) && used == field.Length ? 1 << 5 : 0;
        return fits;
    }

    /// <summary>A date is a timestamp too.</summary>
    private static int TimeOf(ReadOnlySpan<byte> field)
    {
        bool isDate = field.Length >= 10 && Utf8Parser.TryParse(field[..4], out int _, out int year) && year == 4 && field[4] == '-'
            && field[7] == '-';
        string text = isDate ? System.Text.Encoding.ASCII.GetString(field) : "";
        return isDate && DateTime.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out _)
            ? (field.Length == 10 ? 0b11000 : 0b10000) : 0;
    }
}

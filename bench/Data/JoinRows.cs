namespace HotStream.Bench;

/// <summary>
/// Two sides of rows with keys of 8 to 12 letters: the left side has every key once, the right side draws from them, so that
/// every right row meets one left row.
/// </summary>
internal sealed class JoinRows
{
    /// <summary>How often the same rows are joined in a run.</summary>
    public const int Batches = 3;

    public JoinRows(int rows)
    {
        string[] names = KeyRows.Names(rows);
        var random = new SplitMix64(7);
        Left = new KeyValuePair<string, long>[rows];
        Right = new KeyValuePair<string, long>[rows];
        var sum = new JoinSum();
        var values = new long[rows];
        for (var row = 0; row < rows; row++)
        {
            values[row] = (long)random.Next();
            Left[row] = new(names[row], values[row]);
        }

        for (var row = 0; row < rows; row++)
        {
            var index = random.Below(rows);
            Right[row] = new(new string(names[index]), (long)random.Next());
            sum.Add(values[index], Right[row].Value);
        }

        LeftSlices = Slices(Left);
        RightSlices = Slices(Right);
        Expected = sum.Answer(Count);
    }

    public KeyValuePair<string, long>[] Left { get; }

    public KeyValuePair<string, long>[] Right { get; }

    public KeyValuePair<Utf8Slice, long>[] LeftSlices { get; }

    public KeyValuePair<Utf8Slice, long>[] RightSlices { get; }

    /// <summary>Rows of both sides in all batches of a run.</summary>
    public long Count => Batches * (long)(Left.Length + Right.Length);

    public JobAnswer Expected { get; }

    private static KeyValuePair<Utf8Slice, long>[] Slices(KeyValuePair<string, long>[] rows) =>
        [.. rows.Select(row => KeyValuePair.Create(Utf8Slice.FromInline(System.Text.Encoding.UTF8.GetBytes(row.Key)), row.Value))];
}

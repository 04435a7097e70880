namespace HotStream;

/// <summary>Whether what a kernel wrote for a row is what its arguments give.</summary>
internal delegate bool RowCheck(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, int row);

/// <summary>
/// A kernel whose results are looked at, and whose failures are errors: of rows in which no argument is null, and, in a branch of CASE or
/// behind an AND, of rows that come to it; the last input says which.
/// </summary>
internal sealed class CheckedKernel(Kernel inner, RowCheck check, int arguments, string problem) : Kernel
{
    private const int ShownMax = 100;

    public override void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        ColumnVector? isMeant = inputs.Length > arguments ? inputs[arguments] : null;
        inputs = inputs[..arguments];
        inner.Run(inputs, result, rows, texts);
        for (int i = 0; i < rows.Count; i++)
        {
            Check(inputs, isMeant, result, rows.PlaceOf(i));
        }
    }

    private void Check(ReadOnlySpan<ColumnVector> inputs, ColumnVector? isMeant, ColumnVector result, int row)
    {
        foreach (ColumnVector input in inputs)
        {
            if (input.IsNull(row))
            {
                return;
            }
        }

        if ((isMeant is null || isMeant.GetBoolean(row)) && !check(inputs, result, row))
        {
            var values = new List<string>();
            foreach (ColumnVector input in inputs)
            {
                string value = HotStream.Row.Show(Cell.ToObject(input, row));
                values.Add(value.Length > ShownMax ? value[..ShownMax] + "..." : value);
            }

            throw new RowException($"{problem} Its values: {string.Join(", ", values)}.", row);
        }
    }
}

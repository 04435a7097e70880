using System.Buffers;

namespace HotStream;

/// <summary>
/// Texts one after the other; with a separator (the first input) nulls are left out, without one they make the result null.
/// </summary>
internal sealed class ConcatKernel(bool hasSeparator) : Kernel
{
    private byte[] _buffer = new byte[256];

    public override void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        if (hasSeparator)
        {
            result.ClearNulls();
        }

        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            if (hasSeparator ? inputs[0].IsNull(row) : result.IsNull(row))
            {
                result.SetNull(row);
                continue;
            }

            int length = Join(inputs, row); // which may replace the buffer
            Cell.Write(result, row, texts.Add(_buffer.AsSpan(0, length)));
        }
    }

    private int Join(ReadOnlySpan<ColumnVector> inputs, int row)
    {
        int length = 0;
        bool isFirst = true;
        for (int i = hasSeparator ? 1 : 0; i < inputs.Length; i++)
        {
            if (inputs[i].IsNull(row))
            {
                continue;
            }

            if (hasSeparator && !isFirst)
            {
                Put(Cell.Read<Utf8Slice>(inputs[0], row), ref length);
            }

            Put(Cell.Read<Utf8Slice>(inputs[i], row), ref length);
            isFirst = false;
        }

        return length;
    }

    private void Put(Utf8Slice text, ref int length)
    {
        if (_buffer.Length - length < text.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, length + text.Length));
        }

        text.Bytes.CopyTo(_buffer.AsSpan(length));
        length += text.Length;
    }
}

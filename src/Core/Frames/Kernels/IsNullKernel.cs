namespace HotStream;

/// <summary>Whether values are null, or are not; never null itself.</summary>
internal sealed unsafe class IsNullKernel(bool isNull) : Kernel
{
    public override void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        ColumnVector input = inputs[0];
        result.ClearNulls();
        for (int word = 0; word < Bits.Words(rows.Length); word++)
        {
            ulong valid = input.Type.Kind == TypeKind.Null ? 0 : input.MayBeNull ? input.Validity[word] : ulong.MaxValue;
            result.Words[word] = isNull ? ~valid : valid;
        }
    }
}

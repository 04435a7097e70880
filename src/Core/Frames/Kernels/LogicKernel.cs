namespace HotStream;

/// <summary>
/// AND, OR and NOT over bitmaps in three-valued logic, 64 rows an operation: with t the bits that are true and f the bits that are false,
/// AND is true where both are and false where either is; OR is the other way round; what is neither is null.
/// </summary>
internal sealed unsafe class LogicKernel(LogicKernel.Operator what) : Kernel
{
    public enum Operator
    {
        And,
        Or,
        Not,
    }

    public override void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        ColumnVector left = inputs[0];
        ColumnVector right = inputs[^1];
        bool mayBeNull = left.MayBeNull || right.MayBeNull;
        ulong* validity = mayBeNull ? result.TakeValidity() : null;
        if (!mayBeNull)
        {
            result.ClearNulls();
        }

        for (int word = 0; word < Bits.Words(rows.Length); word++)
        {
            ulong leftKnown = left.MayBeNull ? left.Validity[word] : ulong.MaxValue;
            ulong rightKnown = right.MayBeNull ? right.Validity[word] : ulong.MaxValue;
            ulong leftTrue = left.Words[word] & leftKnown;
            ulong rightTrue = right.Words[word] & rightKnown;
            ulong leftFalse = ~left.Words[word] & leftKnown;
            ulong rightFalse = ~right.Words[word] & rightKnown;
            ulong isTrue = what switch
            {
                Operator.And => leftTrue & rightTrue,
                Operator.Or => leftTrue | rightTrue,
                _ => leftFalse,
            };
            if (mayBeNull)
            {
                ulong isFalse = what switch
                {
                    Operator.And => leftFalse | rightFalse,
                    Operator.Or => leftFalse & rightFalse,
                    _ => leftTrue,
                };
                validity[word] = isTrue | isFalse;
            }

            result.Words[word] = isTrue;
        }
    }
}

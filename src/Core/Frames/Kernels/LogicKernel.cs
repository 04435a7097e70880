namespace HotStream;

/// <summary>
/// AND, OR and NOT over bitmaps in three-valued logic, 64 rows an operation, for any number of conditions: AND is true where all are and
/// false where any is; OR is the other way round; what is neither is null.
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
        bool mayBeNull = false;
        foreach (ColumnVector input in inputs)
        {
            mayBeNull |= input.MayBeNull;
        }

        ulong* validity = mayBeNull ? result.TakeValidity() : null;
        if (!mayBeNull)
        {
            result.ClearNulls();
        }

        for (int word = 0; word < Bits.Words(rows.Length); word++)
        {
            ulong allTrue = ulong.MaxValue;
            ulong allFalse = ulong.MaxValue;
            ulong anyTrue = 0;
            ulong anyFalse = 0;
            foreach (ColumnVector input in inputs)
            {
                ulong known = input.MayBeNull ? input.Validity[word] : ulong.MaxValue;
                ulong areTrue = input.Words[word] & known;
                ulong areFalse = ~input.Words[word] & known;
                allTrue &= areTrue;
                allFalse &= areFalse;
                anyTrue |= areTrue;
                anyFalse |= areFalse;
            }

            (ulong isTrue, ulong isFalse) = what switch
            {
                Operator.And => (allTrue, anyFalse),
                Operator.Or => (anyTrue, allFalse),
                _ => (allFalse, allTrue),
            };
            result.Words[word] = isTrue;
            if (mayBeNull)
            {
                validity[word] = isTrue | isFalse;
            }
        }
    }
}

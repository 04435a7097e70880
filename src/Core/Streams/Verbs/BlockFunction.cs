namespace HotStream;

/// <summary>
/// A step of your own that sees whole blocks of records: one virtual call for up to 512 of them, with room to keep scratch memory between
/// calls. What parsers are made of. An instance is used by one thread at a time, for one partition after another; it must not carry
/// anything from batch to batch that changes results.
/// </summary>
/// <typeparam name="TIn">Records it takes.</typeparam>
/// <typeparam name="TOut">Records it makes.</typeparam>
public abstract class BlockFunction<TIn, TOut>
{
    /// <summary>
    /// Takes a block. What it throws fails the batch; a record that cannot be taken is <see cref="BlockOutput{TOut}.Reject"/>ed instead.
    /// </summary>
    /// <param name="records">The records, valid during the call.</param>
    /// <param name="output">Where results and refusals go; valid during the call.</param>
    protected internal abstract void Process(ReadOnlySpan<TIn> records, BlockOutput<TOut> output);
}

namespace HotStream;

/// <summary>Calls a function for every record, keeping none.</summary>
internal sealed class ForeachStage<T>(StageContext context, Action<T> function) : Stage<T>
{
    public override void Accept(ReadOnlySpan<T> block)
    {
        StageContext? outer = context.Enter(block.Length);
        try
        {
            foreach (ref readonly T record in block)
            {
                function(record);
            }
        }
        catch (Exception cause)
        {
            throw context.Explain("Foreach", cause);
        }
        finally
        {
            StageContext.Leave(outer);
        }
    }

    public override void Complete() => context.Settle();
}

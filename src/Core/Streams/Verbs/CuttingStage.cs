namespace HotStream;

/// <summary>A stage whose output is parts of texts, cut straight into its block.</summary>
internal abstract unsafe class CuttingStage<TIn>(StageContext context, string name, Stage<Utf8Slice> next)
    : Stage<TIn, Utf8Slice>(context, name, next)
{
    /// <summary>Begin a text with it, then <see cref="CutAll"/>.</summary>
    protected TextCutter Cutter { get; } = TextCutter.Rent();

    public override void Release()
    {
        Cutter.Return();
        base.Release();
    }

    /// <summary>Cuts the text begun, passing blocks on as they fill.</summary>
    protected void CutAll()
    {
        fixed (Utf8Slice* parts = Buffer)
        {
            while (true)
            {
                Pending += Cutter.Cut(parts + Pending, Block.Size - Pending);
                if (!Cutter.IsUnfinished)
                {
                    break;
                }

                PassOn();
            }
        }
    }
}

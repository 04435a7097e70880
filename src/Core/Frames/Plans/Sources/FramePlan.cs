namespace HotStream;

/// <summary>
/// The plan of a frame: the one that holds, found when somebody asks for it, and until then perhaps another one over sources whose schema
/// is provisional (<see cref="ProvisionalSource"/>), which a query tries first.
/// </summary>
internal sealed class FramePlan
{
    private readonly Lazy<Plan> _settled;
    private readonly Plan? _provisional;

    public FramePlan(Plan plan) => _settled = new Lazy<Plan>(plan);

    /// <param name="provisional">What a query may try.</param>
    /// <param name="settle">Makes the one that holds.</param>
    public FramePlan(Plan provisional, Func<Plan> settle)
    {
        _provisional = provisional;
        _settled = new Lazy<Plan>(settle, LazyThreadSafetyMode.PublicationOnly); // a file that cannot be read may be readable later
    }

    /// <summary>The plan that holds.</summary>
    public Plan Settled => _settled.Value;

    /// <summary>A plan to try; null where there is none, or the other one is known.</summary>
    public Plan? Provisional => _settled.IsValueCreated ? null : _provisional;

    /// <summary>The plan of a source.</summary>
    public static FramePlan Of(FrameSource source) => source is not ProvisionalSource provisional ? new FramePlan(ScanPlan.Of(source))
        : new FramePlan(ScanPlan.Of(source), () => ScanPlan.Of(provisional.Settle()));

    /// <summary>The plan of what is done with the rows.</summary>
    /// <param name="change">Does it; called a second time when the first plan does not hold.</param>
    /// <exception cref="AnalysisException">It cannot be done.</exception>
    public FramePlan Then(Func<Plan, Plan> change)
    {
        if (Provisional is { } provisional)
        {
            try
            {
                return new FramePlan(change(provisional), () => change(Settled));
            }
            catch (AnalysisException)
            {
                // perhaps it can be with the columns that hold
            }
        }

        return new FramePlan(change(Settled));
    }
}

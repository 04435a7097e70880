namespace HotStream;

/// <summary>An operator whose refused records are reported once.</summary>
internal interface IReportsOnce
{
    /// <summary>The records that became dead letters because this step's function threw.</summary>
    ReportedRecords Reported { get; }
}

/// <summary>What an operator that needs no exchange does, apart from any batch: it can be bound into the chain of any partition.</summary>
internal abstract class NarrowOperator<TIn, TOut>(string name) : IReportsOnce
{
    private ReportedRecords? _reported;

    /// <summary>The operator's name in messages.</summary>
    public string Name { get; } = name;

    /// <summary>Whether records can be taken as they arrive, before the batch is complete.</summary>
    public virtual bool IsIncremental => true;

    /// <inheritdoc/>
    public ReportedRecords Reported => LazyInitializer.EnsureInitialized(ref _reported, static () => new ReportedRecords());

    /// <summary>What the order of the records means to this step.</summary>
    public virtual OrderUse OrderUse => OrderUse.PassesOn;

    /// <summary>Puts this step in front of another.</summary>
    public abstract Stage<TIn> Bind(StageContext context, Stage<TOut> next);
}

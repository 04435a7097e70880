namespace HotStream;

/// <summary>
/// Which received inputs are folded while their records arrive: those whose every reader leads, through steps that take records one by one,
/// to a fold that keeps none of them. A batch of any size then needs the memory of its result only. Decided once, at start, when the graph
/// is frozen; with <see cref="StreamingContext.Remember"/> none is.
/// <para>
/// The room has one contract: an <see cref="IAheadSource{T}"/> hands records on as they arrive, an <see cref="IAheadFold"/> takes them;
/// <see cref="FoldedInput{TIn}"/> is a fold's way to its partials, whether they were folded ahead or are
/// folded when the batch is asked for.
/// </para>
/// </summary>
internal sealed class AheadPlan
{
    private readonly HashSet<StreamNode> _inputs = [];

    /// <summary>Whether an input's records are folded as they arrive.</summary>
    public bool Includes(StreamNode input) => _inputs.Contains(input);

    /// <summary>Decides, and puts the folds behind the lanes.</summary>
    /// <param name="inputs">All received inputs.</param>
    /// <param name="outputs">Streams that outputs read: their batches are needed as a whole.</param>
    /// <param name="readers">Who reads a stream.</param>
    public void Decide(IEnumerable<StreamNode> inputs, IReadOnlySet<StreamNode> outputs,
        IReadOnlyDictionary<StreamNode, List<StreamNode>> readers)
    {
        _inputs.UnionWith(inputs.Where(readers.ContainsKey));
        while (_inputs.RemoveWhere(input => !LeadsToFolds(input)) > 0)
        {
        }

        foreach (IAheadFold fold in readers.Values.SelectMany(nodes => nodes).Distinct().OfType<IAheadFold>()
            .Where(fold => fold.WantsAhead))
        {
            fold.StartAhead();
        }

        bool LeadsToFolds(StreamNode node) => !outputs.Contains(node) && readers.TryGetValue(node, out List<StreamNode>? next)
            && next.All(reader => reader is IAheadFold fold ? fold.WantsAhead : reader is IAheadSource { CanRunAhead: true }
                && LeadsToFolds(reader));
    }
}

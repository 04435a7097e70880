#if HOTSTREAM_TWIN
using System.Globalization;

#endif
namespace HotStream;

/// <content>The places of streams in checkpoints and in the log of batches.</content>
internal sealed partial class StreamGraph
{
    private Dictionary<StreamNode, OperatorPlace> _places = [];

    /// <summary>What the streams that outputs lead to remember, and what outputs have learned; once frozen.</summary>
    /// <exception cref="InvalidOperationException">Two of them have one name.</exception>
    public IReadOnlyList<Recoverable> FindRecoverables()
    {
        var counts = new Dictionary<string, int>();
        var names = new HashSet<string>();
        _places = _read.ToDictionary(static node => node, node => PlaceOf(node.OperatorName, node.Place, counts, names));
        IEnumerable<Learner> learners = Outputs.Select(static output => output.Learner).OfType<Learner>()
            .DistinctBy(static learner => learner.Owner, ReferenceEqualityComparer.Instance);
        return
        [
            .. _read.Select(node => node.CreateRecoverable(_places[node])).OfType<Recoverable>(),
            .. learners.Select(learner => learner.CreateRecoverable(PlaceOf(learner.OperatorName, learner.Place, counts, names))),
        ];
    }

    /// <summary>Driver: inputs that can read a batch again read it now.</summary>
    public void ReadInputs(BatchTime time)
    {
        lock (_gate)
        {
            foreach (StreamNode node in _read)
            {
                (node as IReadAgain)?.ReadAt(time);
            }
        }
    }

    /// <summary>Driver: what batches up to a time have read will not be asked for again.</summary>
    public void ReleaseInputs(BatchTime last)
    {
        foreach (StreamNode node in _read)
        {
            (node as IReadAgain)?.Release(last);
        }
    }

    /// <summary>What a batch reads, by the places of inputs that can read it again.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<SourceRange>> RangesOf(BatchTime time)
    {
        var ranges = new Dictionary<string, IReadOnlyList<SourceRange>>();
        foreach (StreamNode node in _read)
        {
            if (node is IReadAgain input && input.RangesAt(time) is { } read)
            {
                ranges[_places[node].Name] = read;
            }
        }

        return ranges;
    }

    /// <summary>Receivers that outputs read keep what they take, and read it in batches that are run again.</summary>
    /// <param name="log">The log.</param>
    /// <param name="writes">Whether they keep it; else it is only read.</param>
    public void UseLog(ReceivedLog log, bool writes)
    {
        foreach (StreamNode node in _read)
        {
            (node as IReceiverInput)?.UseLog(log, _places[node].Name, writes);
        }
    }

    /// <summary>Places of the inputs that can read a batch again.</summary>
    public IEnumerable<string> PlacesOfInputs() => _read.Where(static node => node is IReadAgain).Select(node => _places[node].Name);

    /// <summary>
    /// Ranges of the batch of what was received and in no batch: inputs without one have nothing in it, and those whose
    /// sources send again what no batch had.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyList<SourceRange>> TakenBack(
        IReadOnlyDictionary<string, IReadOnlyList<SourceRange>> ranges) => _read
        .Where(static node => node is IReadAgain)
        .ToDictionary(node => _places[node].Name,
            node => node is IReceiverInput { SendsAgain: true } ? [] : ranges.GetValueOrDefault(_places[node].Name, []));

    /// <summary>The ranges of an input in a batch that is run again; null when the log has none.</summary>
    public IReadOnlyList<SourceRange>? RangesOf(StreamNode input, LoggedBatch again)
    {
        IReadOnlyList<SourceRange>? ranges = again.Ranges.GetValueOrDefault(_places[input].Name);
#if HOTSTREAM_TWIN
        if (ranges is [.., var last] && Twin.ReadsOneLess && long.TryParse(last.To, CultureInfo.InvariantCulture, out long to) && to > 0)
        {
            return [.. ranges.SkipLast(1), last with { To = (to - 1).ToString(CultureInfo.InvariantCulture) }];
        }

        if (ranges is [.., var twice] && Twin.ReadsTwice)
        {
            return [.. ranges, twice];
        }
#endif
        return ranges;
    }

    /// <summary>Names of the inputs that some batch which is run again has no ranges of.</summary>
    public IEnumerable<string> FindNotReadAgain(IReadOnlyList<LoggedBatch> again) => _read
        .Where(node => node.Parents.Count == 0 && again.Any(batch => RangesOf(node, batch) is null))
        .Select(node => node.OperatorName)
        .Distinct();

    private OperatorPlace PlaceOf(string operatorName, string? given, Dictionary<string, int> counts, HashSet<string> names)
    {
        int number = counts[operatorName] = counts.GetValueOrDefault(operatorName) + 1;
        string name = given ?? $"{operatorName}#{number}";
        return names.Add(name) ? new OperatorPlace(name, IsNamed: given is not null) : throw new InvalidOperationException(
            $"Two streams or models of context {context.Name} have the name {name}; give each its own.");
    }
}

namespace HotStream.Conformance;

/// <summary>
/// Turns the steps of a case into operators of the engine's public API. A further family of operators is a further file with an
/// <c>Add...</c> method, called from the static constructor.
/// </summary>
internal sealed partial class StepInterpreter(StreamingContext context)
{
    private static readonly Dictionary<string, Operator> s_operators = [];

    private readonly StreamingContext _context = context;
    private readonly Dictionary<string, Flow> _sources = [];

    static StepInterpreter()
    {
        AddStateless();
        AddTransforms();
        AddPairs();
        AddJoins();
        AddWindows();
        AddState();
    }

    /// <summary>Applies one step to a stream.</summary>
    private delegate Flow Operator(StepInterpreter interpreter, Flow flow, Step step);

    /// <summary>Gives a source the name by which steps call it.</summary>
    public Flow Source(string name, DStream<Value> stream, int? partitions) => _sources[name] = new Flow(stream, partitions);

    public Flow Apply(Flow flow, IEnumerable<Step> steps)
    {
        foreach (Step step in steps)
        {
            flow = s_operators.TryGetValue(step.Operator, out Operator? apply)
                ? apply(this, flow, step)
                : throw new CorpusException($"unknown operator {step.Operator}");
        }

        return flow;
    }

    /// <summary>The other stream of a step: a source, after steps of its own.</summary>
    private Flow Other(Step step)
    {
        string name = step.Fields.String("with");
        return _sources.TryGetValue(name, out Flow source)
            ? Apply(source, step.Fields.Steps("otherSteps"))
            : throw new CorpusException($"{step.Operator} names the stream {name}, which the case has no input for");
    }
}

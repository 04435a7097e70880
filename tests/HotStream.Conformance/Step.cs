using System.Text.Json;

namespace HotStream.Conformance;

/// <summary>One operator of a case with its arguments.</summary>
internal sealed class Step
{
    private Step(string owner, JsonElement json)
    {
        var fields = new Fields(owner, json);
        Operator = fields.String("op");
        Fields = new Fields($"{owner}, {Operator}", json);
    }

    public string Operator { get; }

    /// <summary>Everything about the step.</summary>
    public Fields Fields { get; }

    /// <summary>The function it applies.</summary>
    public FunctionName Function => FunctionName.Parse(Fields.String("fn"));

    public static IReadOnlyList<Step> List(string owner, JsonElement json) => json.ValueKind == JsonValueKind.Array
        ? [.. json.EnumerateArray().Select(step => new Step(owner, step))]
        : throw new CorpusException($"{owner} is not a list of steps");

    /// <summary>The operators of steps and of the steps inside them.</summary>
    public static IEnumerable<string> Operators(IEnumerable<Step> steps) => steps.SelectMany(step =>
        Operators(step.Fields.Steps("otherSteps"))
            .Concat(step.Fields.Has("branches") ? step.Fields.Branches("branches").SelectMany(Operators) : [])
            .Prepend(step.Operator));
}

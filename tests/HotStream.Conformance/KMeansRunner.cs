namespace HotStream.Conformance;

/// <summary>Rows are points; the model is shown as centers and weights.</summary>
internal sealed class KMeansRunner : LearningRunner
{
    protected override Func<Value> Train(Case @case, DStream<Value> rows)
    {
        Fields given = @case.Params;
        var learner = new StreamingKMeans();
        DecayTimeUnit unit = !given.Has("timeUnit") || given.String("timeUnit") == "batches" ? DecayTimeUnit.Batches
            : given.String("timeUnit") == "points" ? DecayTimeUnit.Points
            : throw new CorpusException($"{@case.Id}: unknown time unit {given.String("timeUnit")}");
        if (given.Has("halfLife"))
        {
            learner.SetHalfLife(given.Double("halfLife"), unit);
        }
        else
        {
            learner.SetDecayFactor(given.Double("decay", 1)).SetTimeUnit(unit);
        }

        learner.SetInitialCenters([.. given.Values("centers").Select(Numbers)],
            [.. given.Values("weights").Select(weight => weight.AsDouble)]);
        learner.TrainOn(rows.Map(Numbers));
        return () =>
        {
            StreamingKMeansModel model = learner.LatestModel;
            return Value.Pair(Value.List([.. Enumerable.Range(0, model.K).Select(cluster => Show(model.Center(cluster)))]),
                Show(model.Weights));
        };
    }
}

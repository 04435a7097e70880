namespace HotStream.Conformance;

/// <summary>Runs any case and judges it.</summary>
internal static class CaseRunner
{
    private const int LongestMessage = 400;

    private static readonly StepCaseRunner s_steps = new();

    /// <summary>Operators whose cases are no mere steps.</summary>
    private static readonly Dictionary<string, ICaseRunner> s_runners = new()
    {
        ["slice"] = new SliceCaseRunner(),
        ["stateless"] = new FrameCaseRunner(),
        ["queueStream"] = new QueueCaseRunner(),
        ["fileStream"] = new FileCaseRunner(),
        ["lifecycle"] = new LifecycleRunner(),
        ["durationCheck"] = new DurationCheckRunner(),
        ["recovery"] = new RecoveryCaseRunner(),
        ["pidRateEstimator"] = new RateCaseRunner(),
        ["streamingKMeans"] = new KMeansRunner(),
        ["streamingLinearRegression"] = new LinearRegressionRunner(),
    };

    public static CaseResult Run(Case @case, RunSettings settings)
    {
        try
        {
            if (Built.ReasonToSkip(@case) is { } reason)
            {
                return new CaseResult(@case.Id, @case.Area, Verdict.Skipped, reason);
            }

            return Judge(@case, Difference(@case, settings));
        }
        catch (CorpusException failure)
        {
            return new CaseResult(@case.Id, @case.Area, Verdict.Failed, failure.Message);
        }
    }

    private static Difference? Difference(Case @case, RunSettings settings)
    {
        string wanted = @case.ExpectedError is { } code ? $"the error {code}" : "no error";
        try
        {
            IReadOnlyList<Output> outputs = s_runners.GetValueOrDefault(@case.Operator, s_steps).Run(@case, settings);
            return @case.ExpectedError is null
                ? new Comparison(@case.Ordered, @case.InnerBag).Find(@case, outputs)
                : new Difference(wanted, "none");
        }
        catch (RefusedException refused)
        {
            return @case.ExpectedError is not null && Refusal.IsKind(@case.ExpectedError, refused)
                ? null
                : new Difference(wanted, $"{refused.InnerException!.GetType().Name} ({refused.Stage}): {refused.Message}");
        }
        catch (Exception failure) when (failure is not CorpusException)
        {
            return new Difference(wanted, $"{failure.GetType().Name}: {failure.Message}");
        }
    }

    private static CaseResult Judge(Case @case, Difference? difference) => difference is null
        ? new CaseResult(@case.Id, @case.Area, Verdict.Passed, string.Empty)
        : new CaseResult(@case.Id, @case.Area, Verdict.Failed, $"expected {Short(difference.Expected)}; got {Short(difference.Got)}");

    private static string Short(string text)
    {
        string line = text.ReplaceLineEndings(" ");
        return line.Length <= LongestMessage ? line : $"{line[..LongestMessage]}...";
    }
}

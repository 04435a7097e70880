using System.Text.Json;

namespace HotStream.Conformance;

/// <summary>Back-pressure's estimate of a rate after each batch: rows of time, elements, processing and scheduling delay.</summary>
internal sealed class RateCaseRunner : ICaseRunner
{
    public IReadOnlyList<Output> Run(Case @case, RunSettings settings)
    {
        var estimator = new PidRateEstimator(
            @case.BatchInterval,
            @case.Params.Double("kp", PidRateEstimator.DefaultProportional),
            @case.Params.Double("ki", PidRateEstimator.DefaultIntegral),
            @case.Params.Double("kd", PidRateEstimator.DefaultDerivative),
            @case.Params.Double("minRate", PidRateEstimator.DefaultLeastRate));
        return [.. @case.Input.Select((_, batch) => new Output(batch + 1, [.. StreamRun.Entries(@case, batch).Select(Estimate)]))];

        Value Estimate(JsonElement row)
        {
            IReadOnlyList<Value> numbers = Value.Parse(row).AsList;
            return estimator.Compute(
                new BatchTime(numbers[0].AsLong),
                numbers[1].AsLong,
                TimeSpan.FromMilliseconds(numbers[2].AsLong),
                TimeSpan.FromMilliseconds(numbers[3].AsLong)) is { } rate ? Value.Of(rate) : Value.Null;
        }
    }
}

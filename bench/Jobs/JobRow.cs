using System.Text.Json.Serialization;

namespace HotStream.Bench;

/// <summary>One measured row. Rates are in the job's unit; a row that could not run has no runs and says why in its note.</summary>
internal sealed record JobRow(
    string Job,
    string System,
    string Unit,
    double? Median,
    IReadOnlyList<double> Runs,
    double? BytesPerRecord,
    bool? AnswerMatches,
    string Note)
{
    /// <summary>User and system time of the process that did the work, in nanoseconds a record; null when it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? CpuNanosecondsPerRecord { get; init; }

    [JsonConverter(typeof(JsonStringEnumConverter<RowKind>))]
    public RowKind Kind { get; init; }

    [JsonIgnore]
    public double InputBytesPerRecord { get; init; }
}

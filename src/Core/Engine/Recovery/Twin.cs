#if HOTSTREAM_TWIN
namespace HotStream;

/// <summary>
/// Deliberate faults of recovery, switched on by name in the environment. They exist only in builds of the configuration Twin: the torture
/// run shows with them that it finds such faults. No other build has any of this.
/// </summary>
internal static class Twin
{
    private static readonly string? s_name = Environment.GetEnvironmentVariable("HOTSTREAM_TWIN");

    /// <summary>A batch is noted as done before its outputs run, and a restart believes that.</summary>
    public static bool CommitsBeforeOutputs { get; } = s_name == "commit-before-sink";

    /// <summary>A batch's outputs run before what it reads is in the log.</summary>
    public static bool RunsBeforeLog { get; } = s_name == "run-before-log";

    /// <summary>The last byte of a range is missing when it is read again.</summary>
    public static bool ReadsOneLess { get; } = s_name == "range-off-by-one";

    /// <summary>The last range of a batch is read twice when it is read again.</summary>
    public static bool ReadsTwice { get; } = s_name == "range-twice";

    /// <summary>A checkpoint says that it is of the batch after the one it is of.</summary>
    public static bool SaysOneMore { get; } = s_name == "state-of-batch-before";

    /// <summary>
    /// Who stores a block is not kept waiting for the disk, and what lanes take is written when its batch closes only.
    /// </summary>
    public static bool AcknowledgesBeforeDurable { get; } = s_name == "acknowledge-before-durable";

    /// <summary>A model is not trained by batches that run again for their state only.</summary>
    public static bool TrainsOnNewOnly { get; } = s_name == "train-on-new-only";

    /// <summary>Names of files are not made durable.</summary>
    public static bool SyncsNoDirectory { get; } = s_name == "no-directory-sync";
}
#endif

namespace HotStream.Conformance;

/// <summary>When the engine refused.</summary>
internal enum Stage
{
    /// <summary>While the streams were built.</summary>
    Build,

    /// <summary>At the start of the context.</summary>
    Start,

    /// <summary>In a batch; told to whoever waits for the termination.</summary>
    Batch,
}

/// <summary>The engine refused a case, rightly or not.</summary>
internal sealed class RefusedException(Stage stage, Exception cause) : Exception(cause.Message, cause)
{
    public Stage Stage { get; } = stage;
}

/// <summary>The error codes of the format: when the engine must refuse, and how.</summary>
internal static class Refusal
{
    private static readonly Dictionary<string, Func<Stage, Exception, bool>> s_kinds = new()
    {
        ["different_slide_durations"] = (stage, cause) =>
            stage == Stage.Build && cause is ArgumentException && Says(cause, "different slide durations"),
        ["not_multiple_of_parent_slide"] = (stage, cause) =>
            stage == Stage.Build && cause is ArgumentException && Says(cause, "not a multiple of the slide of its parent"),
        ["checkpoint_below_slide"] = (stage, cause) =>
            stage == Stage.Build && cause is ArgumentException && Says(cause, "checkpoint interval") && Says(cause, "below its slide"),
        ["checkpoint_not_multiple_of_slide"] = (stage, cause) =>
            stage == Stage.Build && cause is ArgumentException && Says(cause, "checkpoint interval")
            && Says(cause, "not a multiple of its slide"),
        ["checkpoint_dir_missing"] = (stage, cause) =>
            stage == Stage.Start && cause is InvalidOperationException && Says(cause, "no checkpoint directory"),
        ["transform_returned_null"] = (stage, cause) =>
            stage == Stage.Batch && cause is BatchFailedException { InnerException: InvalidOperationException inner }
            && Says(inner, "returned null"),
    };

    /// <summary>Runs a part of a case, noting when it was refused.</summary>
    public static void Guard(Stage stage, Action action)
    {
        try
        {
            action();
        }
        catch (Exception cause) when (cause is not (CorpusException or RefusedException))
        {
            throw new RefusedException(stage, cause);
        }
    }

    /// <summary>Whether a refusal is the one that an error code names.</summary>
    public static bool IsKind(string code, RefusedException refused) => s_kinds.TryGetValue(code, out Func<Stage, Exception, bool>? isKind)
        ? isKind(refused.Stage, refused.InnerException!)
        : throw new CorpusException($"unknown error code {code}");

    private static bool Says(Exception cause, string words) => cause.Message.Contains(words, StringComparison.Ordinal);
}

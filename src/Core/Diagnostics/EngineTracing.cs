using System.Diagnostics;

namespace HotStream;

/// <summary>
/// The engine's one <see cref="ActivitySource"/>, named <c>HotStream</c>: one activity for each batch, never one for a whole run, and below it one for
/// each output operation. Without a listener nothing is made.
/// </summary>
internal static class EngineTracing
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "HotStream";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>Begins a batch's activity. It has no parent: whatever was current when the driver was started lives as long as the context.</summary>
    public static Activity? StartBatch(string context, long timeMilliseconds)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        Activity.Current = null;
        Activity? activity = s_source.StartActivity("hotstream.batch");
        activity?.SetTag("hotstream.context", context);
        activity?.SetTag("hotstream.batch.time", timeMilliseconds);
        return activity;
    }

    /// <summary>Begins an output operation's activity, below its batch's.</summary>
    public static Activity? StartOutput(string output, int index)
    {
        Activity? activity = s_source.StartActivity("hotstream.output");
        activity?.SetTag("hotstream.output", output);
        activity?.SetTag("hotstream.output.index", index);
        return activity;
    }

    /// <summary>Ends a batch's activity.</summary>
    public static void EndBatch(Activity? activity, long records, int failures)
    {
        if (activity is not null)
        {
            activity.SetTag("hotstream.batch.records", records);
            activity.SetStatus(failures > 0 ? ActivityStatusCode.Error : ActivityStatusCode.Ok, failures > 0 ? $"{failures} output operations failed" : null);
            activity.Dispose();
        }
    }

    /// <summary>Ends an output operation's activity.</summary>
    public static void EndOutput(Activity? activity, Exception? failure)
    {
        if (activity is not null)
        {
            activity.SetStatus(failure is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, failure?.Message);
            activity.Dispose();
        }
    }
}

using System.Diagnostics;

namespace HotStream;

/// <summary>
/// The engine's one <see cref="ActivitySource"/>, named <c>HotStream</c>: one activity for each batch, never one for a whole run, and below
/// it one for each output operation. Without a listener nothing is made.
/// </summary>
internal static class EngineTracing
{
    /// <summary>Name of the source.</summary>
    public const string SourceName = "HotStream";

    private static readonly ActivitySource s_source = new(SourceName);
    private static int s_saidThatListenersThrow;

    /// <summary>
    /// Begins a batch's activity. It has no parent: whatever was current when the driver was started lives as long as the context.
    /// </summary>
    public static Activity? StartBatch(string context, long timeMilliseconds)
    {
        if (!s_source.HasListeners())
        {
            return null;
        }

        Activity.Current = null;
        Activity? activity = Start("hotstream.batch");
        activity?.SetTag("hotstream.context", context);
        activity?.SetTag("hotstream.batch.time", timeMilliseconds);
        return activity;
    }

    /// <summary>Begins an output operation's activity, below its batch's.</summary>
    public static Activity? StartOutput(string output, int index)
    {
        Activity? activity = Start("hotstream.output");
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
            activity.SetStatus(failures > 0 ? ActivityStatusCode.Error : ActivityStatusCode.Ok, failures > 0
                ? $"{failures} output operations failed" : null);
            Dispose(activity);
        }
    }

    /// <summary>Ends an output operation's activity.</summary>
    public static void EndOutput(Activity? activity, Exception? failure)
    {
        if (activity is not null)
        {
            activity.SetStatus(failure is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, failure?.Message);
            Dispose(activity);
        }
    }

    /// <summary>Listeners of activities are the user's code and run on this thread; what they throw must not end it.</summary>
    private static Activity? Start(string name)
    {
        try
        {
            return s_source.StartActivity(name);
        }
        catch (Exception failure)
        {
            OnThrown(failure);
            return null;
        }
    }

    private static void Dispose(Activity activity)
    {
        try
        {
            activity.Dispose();
        }
        catch (Exception failure)
        {
            OnThrown(failure);
        }
    }

    private static void OnThrown(Exception failure)
    {
        if (Interlocked.Exchange(ref s_saidThatListenersThrow, 1) == 0)
        {
            StandardError.WriteLine($"HotStream error: a listener of activities threw {failure.GetType().Name} ({failure.Message}); "
                + "what else it throws is not reported.");
        }
    }
}

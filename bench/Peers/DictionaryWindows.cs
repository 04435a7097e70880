using System.Runtime.InteropServices;

namespace HotStream.Bench;

/// <summary>
/// The two ways in which a window is written by hand: a dictionary per pane, merged at each slide; or every event added
/// to each of the windows it is in.
/// </summary>
internal static class DictionaryWindows
{
    public static JobOutcome Panes(WindowEvents events)
    {
        var panes = new Queue<Dictionary<long, int>>();
        var window = new Dictionary<long, long>();
        long shown = 0;
        for (var second = 0; second < events.Seconds; second++)
        {
            Dictionary<long, int> pane = panes.Count == WindowEvents.WindowSeconds ? panes.Dequeue() : [];
            pane.Clear(); // its memory is used again
            foreach (var key in events[second])
                CollectionsMarshal.GetValueRefOrAddDefault(pane, key, out _)++;
            panes.Enqueue(pane);
            window.Clear();
            foreach (var part in panes)
            {
                foreach (var (key, count) in part)
                    CollectionsMarshal.GetValueRefOrAddDefault(window, key, out _) += count;
            }

            foreach (var count in window.Values)
                shown += count;
        }

        return new JobOutcome(events.Events, () => events.AnswerOf(window, shown));
    }

    public static JobOutcome Overlapping(WindowEvents events)
    {
        var windows = new Queue<Dictionary<long, long>>();
        Dictionary<long, long> last = [];
        long shown = 0;
        for (var open = 0; open < WindowEvents.WindowSeconds; open++)
            windows.Enqueue([]);
        for (var second = 0; second < events.Seconds; second++)
        {
            foreach (var key in events[second])
            {
                foreach (var window in windows)
                    CollectionsMarshal.GetValueRefOrAddDefault(window, key, out _)++;
            }

            last = windows.Dequeue();
            foreach (var count in last.Values)
                shown += count;
            windows.Enqueue([]);
        }

        return new JobOutcome(events.Events, () => events.AnswerOf(last, shown));
    }
}

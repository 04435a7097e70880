namespace HotStream.Sinks;

/// <summary>
/// Finds the rows that a server refuses: applies ranges of rows in their order, and splits a range that was refused, until single rows are
/// left. Every row is either applied or refused when it ends; with k refused among n rows it takes at most about 2 k log n ranges, or 3 k
/// when the server says which row it was.
/// </summary>
internal static class RefusedRows
{
    /// <summary>Applies rows 0 to <paramref name="count"/> - 1.</summary>
    /// <param name="count">How many rows there are.</param>
    /// <param name="apply">Applies a range: returns null, or why it was refused and nothing of it applied, with the row's place in the
    /// range if the server named it, else -1.</param>
    /// <param name="refuse">Called with each refused row and why.</param>
    public static async Task ApplyAsync(int count, Func<int, int, Task<(Exception Cause, int Row)?>> apply, Action<int, Exception> refuse)
    {
        var ranges = new Stack<(int From, int To, bool Hinted)>();
        ranges.Push((0, count, true));
        while (ranges.TryPop(out var range))
        {
            (int from, int to, bool hinted) = range;
            if (from == to || await apply(from, to).ConfigureAwait(false) is not { } refusal)
            {
                continue;
            }

            if (to - from == 1)
            {
                refuse(from, refusal.Cause);
            }
            else if (hinted && refusal.Row >= 0 && refusal.Row < to - from)
            {
                int row = from + refusal.Row;
                ranges.Push((row + 1, to, true));
                ranges.Push((row, row + 1, false));
                ranges.Push((from, row, false)); // refused again, it is halved: the server named a wrong row
            }
            else
            {
                int middle = from + ((to - from) / 2);
                ranges.Push((middle, to, hinted));
                ranges.Push((from, middle, hinted));
            }
        }
    }
}

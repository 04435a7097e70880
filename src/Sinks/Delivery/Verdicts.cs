namespace HotStream.Sinks;

/// <summary>What a server said about the records of one request. Used again for the next.</summary>
internal sealed class Verdicts
{
    /// <summary>Records to send again, ascending.</summary>
    public List<int> Again { get; } = [];

    /// <summary>Records that will never be taken, with the reason.</summary>
    public List<(int Record, string Reason)> Refused { get; } = [];

    /// <summary>Whether a record was turned away because there was too much to do.</summary>
    public bool IsThrottled { get; set; }

    /// <summary>Why the last request, or a record of it, is sent again.</summary>
    public string LastReason { get; set; } = "";

    /// <summary>
    /// Whatever follows a record that is sent again, and has its key, is sent again too, behind it: else the earlier one would overwrite
    /// what the later one has stored.
    /// </summary>
    public void TakeLaterOnesToo(RecordBody body, int to)
    {
        if (Again.Count == 0)
        {
            return;
        }

        int[] again = [.. Again];
        var keys = new HashSet<ulong>();
        var refused = new HashSet<int>();
        foreach ((int record, _) in Refused)
        {
            refused.Add(record);
        }

        Again.Clear();
        int next = 0;
        for (int i = again[0]; i < to; i++)
        {
            bool isAgain = next < again.Length && again[next] == i;
            if (isAgain)
            {
                keys.Add(body.KeyOf(i));
                next++;
            }

            if (isAgain || keys.Contains(body.KeyOf(i)) && !refused.Contains(i))
            {
                Again.Add(i);
            }
        }
    }

    public void Clear()
    {
        Again.Clear();
        Refused.Clear();
        IsThrottled = false;
        LastReason = "";
    }
}

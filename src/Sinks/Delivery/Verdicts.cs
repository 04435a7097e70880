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

    public void Clear()
    {
        Again.Clear();
        Refused.Clear();
        IsThrottled = false;
        LastReason = "";
    }
}

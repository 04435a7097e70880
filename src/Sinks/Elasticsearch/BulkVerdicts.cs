namespace HotStream.Sinks;

/// <summary>What a server said about the items of one request. Used again for the next.</summary>
internal sealed class BulkVerdicts
{
    /// <summary>Items to send again, ascending.</summary>
    public List<int> Again { get; } = [];

    /// <summary>Items that will never be taken, with the server's reason.</summary>
    public List<(int Item, string Reason)> Refused { get; } = [];

    /// <summary>Whether an item was turned away because there was too much to do.</summary>
    public bool IsThrottled { get; set; }

    /// <summary>The reason of an item that is to be sent again.</summary>
    public string LastReason { get; set; } = "";

    public void Clear()
    {
        Again.Clear();
        Refused.Clear();
        IsThrottled = false;
        LastReason = "";
    }
}

namespace HotStream.Sinks;

/// <summary>
/// The nodes of a cluster in turn; one that fails is passed over for a time that doubles, unless all have failed. Thread-safe.
/// </summary>
internal sealed class NodeList
{
    private static readonly TimeSpan s_firstRest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestRest = TimeSpan.FromMinutes(1);

    private readonly Node[] _nodes;
    private readonly TimeProvider _clock;
    private int _next = -1;

    public NodeList(IReadOnlyList<Uri> addresses, TimeProvider clock)
    {
        _clock = clock;
        _nodes = new Node[addresses.Count];
        for (int i = 0; i < _nodes.Length; i++)
        {
            _nodes[i] = new Node(addresses[i]);
        }
    }

    /// <summary>The first node, without its trailing slash: what messages call the cluster.</summary>
    public string First => PlainText.Address(_nodes[0].Address.GetLeftPart(UriPartial.Authority));

    public Node Next()
    {
        int start = Interlocked.Increment(ref _next) & int.MaxValue;
        Node best = _nodes[start % _nodes.Length];
        long now = _clock.GetTimestamp();
        for (int i = 0; i < _nodes.Length; i++)
        {
            Node node = _nodes[(start + i) % _nodes.Length];
            if (node.DownUntil <= now)
            {
                return node;
            }

            best = node.DownUntil < best.DownUntil ? node : best;
        }

        return best;
    }

    public void Report(Node node, bool isUp)
    {
        node.Failures = isUp ? 0 : node.Failures + 1; // two reports at a time may count as one: the rest is a guess anyway
        double seconds = Math.Min(s_longestRest.TotalSeconds, s_firstRest.TotalSeconds * Math.Pow(2, Math.Min(node.Failures - 1, 10)));
        node.DownUntil = isUp ? 0 : _clock.GetTimestamp() + (long)(seconds * _clock.TimestampFrequency);
    }

    internal sealed class Node(Uri address)
    {
        private long _downUntil;

        public Uri Address => address;

        public int Failures { get; set; }

        public long DownUntil
        {
            get => Volatile.Read(ref _downUntil);
            set => Volatile.Write(ref _downUntil, value);
        }
    }
}

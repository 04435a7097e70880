namespace HotStream.Bench;

/// <summary>Draws from a fixed discrete distribution in constant time (Vose's alias method).</summary>
internal sealed class AliasTable
{
    private readonly uint[] _keepBelow;
    private readonly int[] _alias;

    public AliasTable(ReadOnlySpan<double> weights)
    {
        var count = weights.Length;
        _keepBelow = new uint[count];
        _alias = new int[count];
        var total = 0.0;
        foreach (var weight in weights)
            total += weight;

        var scaled = new double[count];
        var small = new Stack<int>();
        var large = new Stack<int>();
        for (var i = 0; i < count; i++)
        {
            scaled[i] = weights[i] * count / total;
            (scaled[i] < 1 ? small : large).Push(i);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            var poor = small.Pop();
            var rich = large.Pop();
            _keepBelow[poor] = (uint)(scaled[poor] * uint.MaxValue);
            _alias[poor] = rich;
            scaled[rich] -= 1 - scaled[poor];
            (scaled[rich] < 1 ? small : large).Push(rich);
        }

        foreach (var certain in small.Concat(large))
        {
            _keepBelow[certain] = uint.MaxValue;
            _alias[certain] = certain;
        }
    }

    /// <summary>Turns 64 random bits into an index: the high half picks the column, the low half its side.</summary>
    public int Draw(ulong random)
    {
        var column = (int)(((random >> 32) * (ulong)_keepBelow.Length) >> 32);
        return (uint)random < _keepBelow[column] ? column : _alias[column];
    }
}

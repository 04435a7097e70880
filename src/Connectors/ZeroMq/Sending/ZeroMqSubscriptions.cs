namespace HotStream.ZeroMq;

/// <summary>
/// What a subscriber wants: beginnings of messages, each counted as often as it was asked for. Used under the hub's gate. A message is
/// compared with each beginning, unless all are wanted.
/// </summary>
internal sealed class ZeroMqSubscriptions(int most)
{
    private readonly List<(byte[] Prefix, int Times)> _wanted = [];
    private bool _wantsAll;

    /// <returns>False when there are too many.</returns>
    public bool Add(ReadOnlySpan<byte> prefix)
    {
        int place = Find(prefix);
        if (place >= 0)
        {
            _wanted[place] = (_wanted[place].Prefix, _wanted[place].Times + 1);
            return true;
        }

        if (_wanted.Count >= most)
        {
            return false;
        }

        _wanted.Add((prefix.ToArray(), 1));
        _wantsAll |= prefix.IsEmpty;
        return true;
    }

    public void Remove(ReadOnlySpan<byte> prefix)
    {
        int place = Find(prefix);
        if (place < 0)
        {
            return;
        }

        (byte[] known, int times) = _wanted[place];
        if (times > 1)
        {
            _wanted[place] = (known, times - 1);
            return;
        }

        _wanted.RemoveAt(place);
        _wantsAll &= known.Length > 0;
    }

    public bool Wants(ReadOnlySpan<byte> topic)
    {
        if (_wantsAll)
        {
            return true;
        }

        foreach ((byte[] prefix, _) in _wanted)
        {
            if (topic.StartsWith(prefix))
            {
                return true;
            }
        }

        return false;
    }

    private int Find(ReadOnlySpan<byte> prefix)
    {
        for (int i = 0; i < _wanted.Count; i++)
        {
            if (prefix.SequenceEqual(_wanted[i].Prefix))
            {
                return i;
            }
        }

        return -1;
    }
}

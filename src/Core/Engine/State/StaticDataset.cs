namespace HotStream;

/// <summary>
/// Data beside the streams, by key: black lists, prices, master data. Hashed once, when it is made or replaced, and joined with streams
/// without moving their records (<c>stream.Join(dataset)</c> and its kin). <see cref="Replace"/> puts other data in its place, from any
/// thread; the batches computed from then on see the new data, all joins of one batch the same. Several contexts may share one.
/// </summary>
/// <typeparam name="TKey">Keys. Text keys are <see cref="Utf8Slice"/> and copied; see
/// <see cref="StaticDataset.OfText{TValue}"/>.</typeparam>
/// <typeparam name="TValue">Values. A slice among them must stay readable for as long as the dataset is used.</typeparam>
public sealed class StaticDataset<TKey, TValue> : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<BatchScope, DatasetVersion<TKey, TValue>> _pinned = [];
    private DatasetVersion<TKey, TValue>? _current;

    /// <summary>Creates version 1 of a dataset.</summary>
    /// <param name="pairs">Keys and values; a key may come several times. Enumerated now.</param>
    public StaticDataset(IEnumerable<KeyValuePair<TKey, TValue>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        KeptTypes.ThrowIfKeysHoldSlices<TKey>("StaticDataset");
        _current = new(pairs);
    }

    /// <summary>How often data was put in: 1 at first.</summary>
    /// <exception cref="ObjectDisposedException">The dataset was disposed.</exception>
    public long Version => Current.Number;

    /// <summary>Pairs in the current version.</summary>
    /// <exception cref="ObjectDisposedException">The dataset was disposed.</exception>
    public int Count => Current.Count;

    private DatasetVersion<TKey, TValue> Current
    {
        get
        {
            lock (_gate)
            {
                return _current ?? throw new ObjectDisposedException(nameof(StaticDataset));
            }
        }
    }

    /// <summary>Puts other data in place of all there is. Batches that are being computed keep the data they began with.</summary>
    /// <param name="pairs">Keys and values. Enumerated and hashed now, on the calling thread.</param>
    /// <exception cref="ObjectDisposedException">The dataset was disposed.</exception>
    public void Replace(IEnumerable<KeyValuePair<TKey, TValue>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        var version = new DatasetVersion<TKey, TValue>(pairs);
        DatasetVersion<TKey, TValue> before;
        lock (_gate)
        {
            before = Current;
            version.Number = before.Number + 1;
            _current = version;
        }

        before.Release();
    }

    /// <summary>Returns native memory when the batches that read it are done. Joins of later batches fail.</summary>
    public void Dispose()
    {
        DatasetVersion<TKey, TValue>? last;
        lock (_gate)
        {
            last = _current;
            _current = null;
        }

        last?.Release();
    }

    /// <summary>The version that a batch time sees: the current one when it is first asked for, the same until the scope ends.</summary>
    internal DatasetVersion<TKey, TValue> Pin(BatchScope scope)
    {
        lock (_gate)
        {
            if (!_pinned.TryGetValue(scope, out DatasetVersion<TKey, TValue>? version))
            {
                version = Current;
                version.AddLease();
                _pinned.Add(scope, version);
                scope.OnRelease(() => Unpin(scope));
            }

            return version;
        }
    }

    private void Unpin(BatchScope scope)
    {
        DatasetVersion<TKey, TValue>? version;
        lock (_gate)
        {
            _pinned.Remove(scope, out version);
        }

        version!.Release();
    }
}

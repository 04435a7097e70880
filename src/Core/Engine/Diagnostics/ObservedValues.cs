using System.Diagnostics.Metrics;

namespace HotStream;

/// <summary>
/// The values behind one observable instrument: contexts add theirs when they start and take them away when they end. Safe from any thread.
/// </summary>
internal sealed class ObservedValues<T>
    where T : struct
{
    private readonly Lock _gate = new();
    private Value[] _values = [];

    /// <summary>Adds a value, read whenever somebody collects metrics; disposing the answer takes it away.</summary>
    public IDisposable Add(Func<T> read, params KeyValuePair<string, object?>[] tags)
    {
        var value = new Value(this, read, tags);
        lock (_gate)
        {
            _values = [.. _values, value];
        }

        return value;
    }

    /// <summary>What the instrument shows now.</summary>
    public IEnumerable<Measurement<T>> Measure()
    {
        foreach (Value value in Volatile.Read(ref _values))
        {
            yield return new Measurement<T>(value.Read(), value.Tags);
        }
    }

    private sealed class Value(ObservedValues<T> owner, Func<T> read, KeyValuePair<string, object?>[] tags) : IDisposable
    {
        public Func<T> Read => read;

        public KeyValuePair<string, object?>[] Tags => tags;

        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._values = Array.FindAll(owner._values, value => value != this);
            }
        }
    }
}

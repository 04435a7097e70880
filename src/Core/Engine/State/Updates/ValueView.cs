using System.Collections;

namespace HotStream;

/// <summary>
/// Part of an array as a list. One object serves call after call, and is its own enumerator unless two enumerate at a time, so that nothing
/// is allocated per key.
/// </summary>
internal sealed class ValueView<T> : IReadOnlyList<T>, IEnumerator<T>
{
    private const int NotEnumerated = -2;

    private T[] _values = [];
    private int _start;
    private int _at = NotEnumerated;

    public int Count { get; private set; }

    public T Current => this[_at];

    object? IEnumerator.Current => Current;

    public T this[int index] => (uint)index < (uint)Count ? _values[_start + index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {Count} values.");

    /// <summary>Shows other values.</summary>
    public void Show(T[] values, int start, int count)
    {
        _values = values;
        _start = start;
        Count = count;
        _at = NotEnumerated;
    }

    public IEnumerator<T> GetEnumerator()
    {
        if (_at == NotEnumerated)
        {
            _at = -1;
            return this;
        }

        var other = new ValueView<T>();
        other.Show(_values, _start, Count);
        return other.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public bool MoveNext() => ++_at < Count;

    public void Reset() => _at = -1;

    public void Dispose() => _at = NotEnumerated;
}

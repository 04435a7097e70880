namespace HotStream.Http;

/// <summary>Reads events over one connection, one after the other. One thread.</summary>
internal sealed class EventReader : IDisposable
{
    private const int BufferBytes = 32 * 1024;

    private readonly HttpSource _source;
    private readonly HttpStreamOptions _options;
    private readonly EventParser _parser;
    private readonly HttpResponseMessage _answer;
    private readonly Stream _body;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _from;
    private int _to;

    private EventReader(HttpSource source, HttpStreamOptions options, HttpResponseMessage answer, Stream body) =>
        (_source, _options, _answer, _body, _parser) = (source, options, answer, body, new EventParser(options.EventBytesMax));

    /// <summary>Whether an event is at hand without waiting.</summary>
    public bool HasMore => _from < _to;

    /// <returns>Null when the server has no more events, ever.</returns>
    /// <exception cref="HttpStreamException">It does not let us read.</exception>
    public static async Task<EventReader?> OpenAsync(HttpSource source, HttpStreamOptions options, string? lastId, CancellationToken stop)
    {
        HttpResponseMessage? answer = await EventConnection.OpenAsync(source, lastId, stop).ConfigureAwait(false);
        return answer is null ? null
            : new EventReader(source, options, answer, await answer.Content.ReadAsStreamAsync(stop).ConfigureAwait(false));
    }

    /// <summary>Waits for the next event.</summary>
    /// <exception cref="HttpStreamException">The connection has ended.</exception>
    public async ValueTask<KeptEvent> ReadAsync(CancellationToken stop)
    {
        while (!TryTake())
        {
            int count = await _source.ReadAsync(_body, _buffer, stop).ConfigureAwait(false);
            (_from, _to) = (0, count);
            if (count == 0)
            {
                throw new HttpStreamException($"{_source.Name} ended its answer.");
            }
        }

        return KeptEvent.Of(_parser, Judge());
    }

    public void Dispose()
    {
        EventConnection.Note(_source, _parser);
        _body.Dispose();
        _answer.Dispose();
    }

    private bool TryTake()
    {
        ReadOnlySpan<byte> left = _buffer.AsSpan(_from.._to);
        bool isWhole = _parser.Next(ref left);
        _from = _to - left.Length;
        return isWhole;
    }

    private DeadLetter? Judge() => _parser.IsTooLarge ? EventConnection.TooLarge(_source.Name, _parser, _options)
        : !_parser.HasOwnId || _parser.Id.IsEmpty ? new DeadLetter(
            _source.Name, "", "an event without an id cannot be read again: read such a server by HttpEventStream", _parser.Data)
        : null;
}

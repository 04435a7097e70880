using System.Net;
using System.Text;

namespace HotStream.Tests.Connectors.Http;

/// <summary>A sender as they are everywhere: it keeps what it has until it is answered by 200, and posts again what was not.</summary>
internal sealed class PostingSender : IConnectorServer
{
    private const int AtOnce = 1000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Place> _places = [];
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(2) };
    private CancellationTokenSource _away = new();
    private int _names;

    public string Create()
    {
        lock (_gate)
        {
            string name = $"/place-{_names++}";
            _places[name] = new Place();
            return name;
        }
    }

    public void Send(string place, IEnumerable<string> texts)
    {
        lock (_gate)
        {
            _places[place].Texts.AddRange(texts);
        }
    }

    public long Owed(string place)
    {
        lock (_gate)
        {
            return _places[place].Texts.Count;
        }
    }

    /// <summary>Somebody listens for what is sent to a place.</summary>
    public void Connect(string place, IPEndPoint address)
    {
        lock (_gate)
        {
            bool isFirst = _places[place].Address is null;
            _places[place].Address = address;
            if (isFirst)
            {
                new SideThread(() => Post(place), place).Start();
            }
        }
    }

    public void End(bool graceful)
    {
        lock (_gate)
        {
            _away.Cancel();
        }
    }

    public void Begin()
    {
        lock (_gate)
        {
            _away.Dispose();
            _away = new CancellationTokenSource();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _places.Clear();
            _away.Cancel();
        }

        _client.Dispose();
    }

    private void Post(string name)
    {
        while (true)
        {
            List<string> texts;
            IPEndPoint address;
            CancellationToken away;
            lock (_gate)
            {
                if (!_places.TryGetValue(name, out Place? place))
                {
                    return;
                }

                (texts, address, away) = (place.Texts[..Math.Min(AtOnce, place.Texts.Count)], place.Address!, _away.Token);
            }

            if (texts.Count == 0 || away.IsCancellationRequested || !IsTaken(name, address, texts, away))
            {
                Thread.Sleep(5);
                continue;
            }

            lock (_gate)
            {
                if (_places.TryGetValue(name, out Place? place))
                {
                    place.Texts.RemoveRange(0, texts.Count);
                }
            }
        }
    }

    private bool IsTaken(string name, IPEndPoint address, List<string> texts, CancellationToken away)
    {
        try
        {
            using var body = new StringContent(string.Join('\n', texts), Encoding.UTF8, "text/plain");
            using HttpResponseMessage answer = _client.PostAsync(new Uri($"http://{address}{name}"), body, away).GetAwaiter().GetResult();
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            return false;
        }
    }

    private sealed class Place
    {
        public List<string> Texts { get; } = [];

        public IPEndPoint? Address { get; set; }
    }
}

using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace HotStream.Torture;

/// <summary>
/// Posts numbered lines to the program, one request after the other, and again what was not answered by 200. Now and then it packs a
/// body, goes away before the answer, or has a bad record in a body, none of whose others may then be taken: they say that they were sent
/// 0 times.
/// </summary>
internal sealed class PostSender : IAnsweredLines, IDisposable
{
    private const int MostAtOnce = 2000;
    private const int Pause = 10; // milliseconds, before what was not answered is posted again

    private readonly Random _random; // of the thread
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromMinutes(2) };
    private readonly Uri _address;
    private readonly Lock _gate = new();
    private readonly AutoResetEvent _sent = new(initialState: false);
    private readonly CancellationTokenSource _end = new();
    private readonly Thread _thread;
    private readonly List<int> _attempts = []; // by number
    private int _acknowledged; // numbers below it

    public PostSender(char letter, int seed)
    {
        Letter = letter;
        _random = new Random(seed);
        Port = StandIn.FreePort.Find();
        _address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Port}/torture"));
        _thread = new Thread(PostAll) { IsBackground = true, Name = $"posts {letter}" };
        _thread.Start();
    }

    public char Letter { get; }

    /// <summary>Where the program listens.</summary>
    public int Port { get; }

    public string? Wrong { get; private set; }

    public int Acknowledged
    {
        get
        {
            lock (_gate)
            {
                return _acknowledged;
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _attempts.Count;
            }
        }
    }

    public bool HasSent(int number, int attempt)
    {
        lock (_gate)
        {
            return number >= 0 && number < _attempts.Count && attempt > 0 && attempt <= _attempts[number];
        }
    }

    public void Send(int lines)
    {
        lock (_gate)
        {
            _attempts.AddRange(Enumerable.Repeat(0, lines));
        }

        _sent.Set();
    }

    public void Dispose()
    {
        _end.Cancel();
        _sent.Set();
        _thread.Join();
        _client.Dispose();
        _sent.Dispose();
        _end.Dispose();
    }

    private void PostAll()
    {
        while (!_end.IsCancellationRequested)
        {
            if (Acknowledged == Count)
            {
                _sent.WaitOne();
            }
            else if (_random.Next(20) == 0)
            {
                PostBad();
            }
            else
            {
                Post();
            }
        }
    }

    private void Post()
    {
        (string text, int first, int lines) = NextLines();
        HttpStatusCode? answer = Answer(text, "text/plain", out string what);
        if (answer is HttpStatusCode.OK && what == $$"""{"records":{{lines}}}""")
        {
            lock (_gate)
            {
                _acknowledged = first + lines;
            }

            return;
        }

        Judge(IsForLater(answer), answer, what);
        _end.Token.WaitHandle.WaitOne(Pause);
    }

    /// <summary>A record of it is no JSON: nothing of it may be taken.</summary>
    private void PostBad()
    {
        string good = $"\"{Letter}{Acknowledged}.0\"\n";
        HttpStatusCode? answer = Answer(good + "{\n" + good, "application/x-ndjson", out string what);
        Judge(answer is HttpStatusCode.BadRequest || IsForLater(answer), answer, what);
    }

    private static bool IsForLater(HttpStatusCode? answer) =>
        answer is null or HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;

    private void Judge(bool isRight, HttpStatusCode? answer, string what) =>
        Wrong ??= isRight ? null : $"A post of lines {Letter} was answered by {answer}: {what}";

    private (string Text, int First, int Lines) NextLines()
    {
        lock (_gate)
        {
            int lines = Math.Min(_attempts.Count - _acknowledged, _random.Next(4) == 0 ? _random.Next(1, 50) : MostAtOnce);
            var text = new StringBuilder();
            for (int number = _acknowledged; number < _acknowledged + lines; number++)
            {
                int padding = _random.Next(50) == 0 ? _random.Next(20_000) : _random.Next(20);
                text.Append(CultureInfo.InvariantCulture, $"{Letter}{number}.{++_attempts[number]} ").Append('x', padding).Append('\n');
            }

            return (text.ToString(), _acknowledged, lines);
        }
    }

    /// <summary>Posts a body.</summary>
    /// <returns>The answer; null for none.</returns>
    private HttpStatusCode? Answer(string text, string type, out string what)
    {
        what = string.Empty;
        using var away = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        if (_random.Next(10) == 0)
        {
            away.CancelAfter(_random.Next(30));
        }

        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, _address) { Content = Body(Encoding.ASCII.GetBytes(text), type) };
            using HttpResponseMessage answer = _client.Send(request, away.Token);
            using var reader = new StreamReader(answer.Content.ReadAsStream(away.Token));
            what = reader.ReadToEnd();
            return answer.StatusCode;
        }
        catch (Exception none) when (none is HttpRequestException or IOException or OperationCanceledException)
        {
            return null;
        }
        catch (ObjectDisposedException) when (away.IsCancellationRequested)
        {
            return null; // went away between the head of the answer and its body
        }
    }

    private ByteArrayContent Body(byte[] text, string type)
    {
        bool isPacked = _random.Next(4) == 0;
        var packed = new MemoryStream();
        if (isPacked)
        {
            using var gzip = new GZipStream(packed, CompressionLevel.Fastest);
            gzip.Write(text);
        }

        var body = new ByteArrayContent(isPacked ? packed.ToArray() : text);
        body.Headers.ContentType = new MediaTypeHeaderValue(type);
        if (isPacked)
        {
            body.Headers.ContentEncoding.Add("gzip");
        }

        return body;
    }
}

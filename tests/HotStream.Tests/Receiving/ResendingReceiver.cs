using System.Collections.Concurrent;

namespace HotStream.Tests.Receiving;

/// <summary>A source that sends again what was not committed when a batch failed, in its order, as an MQTT broker does.</summary>
internal sealed class ResendingReceiver : SlabReceiver<Utf8Slice>
{
    private readonly BlockingCollection<Action> _acts = [];
    private readonly List<string> _open = []; // sent and not committed
    private SlabWriter<Utf8Slice>? _writer;
    private long _done; // of those written by the writer: committed and forgotten

    public override string Name => "resending";

    protected internal override bool SendsAgain => true;

    public int Open { get; private set; }

    public void Send(params string[] texts) => Do(() =>
    {
        Forget();
        _open.AddRange(texts);
        Array.ForEach(texts, Add);
        _writer!.Publish();
    });

    /// <summary>What a broker does between two batches: forgets what was committed, or sends everything else again.</summary>
    public void AfterBatch() => Do(() =>
    {
        Forget();
        if (_writer!.HasFailed)
        {
            _writer.Dispose();
            _writer = CreateWriter(before: _writer);
            _done = 0;
            _open.ForEach(Add);
            _writer.Publish();
        }

        Open = _open.Count;
    });

    protected internal override void Run()
    {
        _writer = CreateWriter();
        while (true)
        {
            _acts.Take(Stopping)();
        }
    }

    private void Add(string text)
    {
        _writer!.GetBuffer();
        _writer.Add(_writer.Copy(System.Text.Encoding.UTF8.GetBytes(text)), isAcknowledged: true);
    }

    private void Forget()
    {
        int committed = (int)(_writer!.Committed - _done);
        _open.RemoveRange(0, committed);
        _done += committed;
    }

    private void Do(Action act)
    {
        using var done = new ManualResetEventSlim();
        _acts.Add(() =>
        {
            act();
            done.Set();
        });
        Assert.True(done.Wait(Streams.Engine.Patience));
    }
}

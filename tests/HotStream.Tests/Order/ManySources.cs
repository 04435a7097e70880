using System.Collections.Concurrent;

namespace HotStream.Tests.Order;

/// <summary>
/// Several sources of one input, each with its own way into the engine; a test says who sends how much when.
/// Numbers of a source rise by one.
/// </summary>
internal sealed class ManySources(int sources, int keys) : SlabReceiver<Numbered>
{
    private readonly BlockingCollection<Action> _acts = [];
    private readonly SlabWriter<Numbered>?[] _writers = new SlabWriter<Numbered>?[sources];
    private readonly int[] _sent = new int[sources];
    private readonly Random _random = new(1);

    /// <summary>Stores so many records of a source, in blocks of a few.</summary>
    public void Send(int source, int count) => Do(() =>
    {
        SlabWriter<Numbered> writer = _writers[source] ??= CreateWriter();
        writer.GetBuffer();
        for (int i = 0; i < count; i++)
        {
            writer.Add(new Numbered(source, _random.Next(keys), ++_sent[source]));
            if (_random.Next(4) == 0)
            {
                writer.Publish();
            }
        }

        writer.Publish();
    });

    /// <summary>The connection of a source ends and comes again.</summary>
    public void Reconnect(int source) => Do(() =>
    {
        if (_writers[source] is { } old)
        {
            old.Dispose();
            _writers[source] = CreateWriter(before: old);
        }
    });

    /// <summary>A source has nothing to send for a while.</summary>
    public void Rest(int source) => Do(() => _writers[source]?.Rest());

    protected internal override void Run()
    {
        while (true)
        {
            _acts.Take(Stopping)();
        }
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

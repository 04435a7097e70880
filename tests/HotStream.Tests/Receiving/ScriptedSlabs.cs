using System.Collections.Concurrent;

namespace HotStream.Tests.Receiving;

/// <summary>Runs what a test sends on the receiver's own thread, with its one writer.</summary>
internal sealed class ScriptedSlabs : SlabReceiver<Utf8Slice>
{
    private readonly BlockingCollection<(Action<SlabWriter<Utf8Slice>> Act, TaskCompletionSource Done)> _acts = [];

    public ConcurrentQueue<(BatchTime Time, bool Succeeded, long Committed)> Batches { get; } = [];

    public SlabWriter<Utf8Slice>? Writer { get; private set; }

    public bool IsClosed { get; private set; }

    public override string Name => "scripted";

    public void Do(Action<SlabWriter<Utf8Slice>> act)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _acts.Add((act, done));
        done.Task.WaitAsync(Streams.Engine.Patience).GetAwaiter().GetResult();
    }

    /// <summary>Stores texts, each a message that begins with its length.</summary>
    public void Store(params string[] texts) => Do(writer =>
    {
        foreach (string text in texts)
        {
            writer.GetBuffer()[0] = (byte)text.Length;
            System.Text.Encoding.ASCII.GetBytes(text, writer.GetBuffer()[1..]);
            writer.Advance(1 + text.Length);
            Messages.Take(writer);
        }

        writer.Publish();
    });

    protected internal override void Run()
    {
        using SlabWriter<Utf8Slice> writer = Writer = CreateWriter();
        foreach ((Action<SlabWriter<Utf8Slice>> act, TaskCompletionSource done) in _acts.GetConsumingEnumerable(Stopping))
        {
            try
            {
                act(writer);
                done.SetResult();
            }
            catch (Exception failure)
            {
                done.SetException(failure);
            }
        }
    }

    protected internal override void OnBatchDone(BatchTime time, bool succeeded) =>
        Batches.Enqueue((time, succeeded, Writer?.Committed ?? 0));

    protected internal override void OnClosed() => IsClosed = true;

    /// <summary>Messages of a length byte and as many bytes.</summary>
    internal static class Messages
    {
        public static void Take(SlabWriter<Utf8Slice> writer)
        {
            while (writer.Unread is [var length, .. var rest] && rest.Length >= length)
            {
                writer.Add(writer.Slice(1, length));
                writer.Consume(1 + length);
            }
        }
    }
}

using HotStream.Nats;

namespace HotStream;

/// <summary>
/// What reading JetStream's streams by a consumer, and again from a sequence, have in common. Setters refuse what cannot work.
/// </summary>
public abstract class NatsStreamReadOptions : NatsReadOptions
{
    private string? _subject;
    private NatsStart _start;

    private protected NatsStreamReadOptions()
    {
    }

    /// <summary>Which messages of the stream: a subject, or a pattern with <c>*</c> and <c>&gt;</c>. Null for all.</summary>
    /// <exception cref="ArgumentException">It is no subject.</exception>
    public string? Subject
    {
        get => _subject;
        set => _subject = value is null ? null : NatsLimits.CheckSubject(value, mayBePattern: true, nameof(Subject));
    }

    /// <summary>
    /// Where a consumer that is made, or a query without a checkpoint, begins. Default: with the first message that the stream still has.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">No such start.</exception>
    public NatsStart Start
    {
        get => _start;
        set => _start = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Start), value, "There is no such start.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"subject {PlainText.Of(Subject ?? "any")}, from {Start}, {base.ToString()}";
}

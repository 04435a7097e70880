namespace HotStream;

/// <summary>What reading by a group and reading again have in common. Setters refuse what cannot work.</summary>
public abstract class RedisReadOptions : RedisConnectionOptions
{
    private string _field = "payload";
    private int _recordsMax = 10_000;
    private TimeSpan _poll = TimeSpan.FromMilliseconds(20);
    private RedisStart _start;

    private protected RedisReadOptions()
    {
    }

    /// <summary>The field of an entry that is its payload. An entry without it becomes a dead letter. Default <c>payload</c>.</summary>
    /// <exception cref="ArgumentException">Empty.</exception>
    public string Field
    {
        get => _field;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value, nameof(Field));
            _field = value;
        }
    }

    /// <summary>Where a group, or a query without a checkpoint, begins. Default: with the first entry that the stream still has.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such start.</exception>
    public RedisStart Start
    {
        get => _start;
        set => _start = Enum.IsDefined(value) ? value
            : throw new ArgumentOutOfRangeException(nameof(Start), value, "There is no such start.");
    }

    /// <summary>Most entries that are held and not done, which also bounds a batch. Default 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to a million.</exception>
    public int RecordsMax
    {
        get => _recordsMax;
        set => _recordsMax = value is >= 1 and <= 1_000_000
            ? value
            : throw new ArgumentOutOfRangeException(nameof(RecordsMax), value, "1 to 1000000 entries may be held.");
    }

    /// <summary>How long to wait before a stream that had nothing new is asked again. Default 20 ms.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or longer than an hour.</exception>
    public TimeSpan Poll
    {
        get => _poll;
        set => _poll = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromHours(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(Poll), value, "The time is a millisecond to an hour.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"field {PlainText.Of(Field)}, from {Start}, at most {RecordsMax} entries, {base.ToString()}";
}

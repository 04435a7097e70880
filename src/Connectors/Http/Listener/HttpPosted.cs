using System.Buffers;

namespace HotStream.Http;

/// <summary>
/// A request's body and what was found in it. Two hold it, who answers and who stores, each of them lets go once; its bytes are then used
/// for other requests.
/// </summary>
internal sealed class HttpPosted(HttpAdmission admission) : IDisposable
{
    private const int FirstBytes = 16 * 1024;

    private readonly TaskCompletionSource<HttpRefusal?> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _bytes = [];
    private int _held; // of the bytes that all requests may hold
    private int _owners = 1;

    /// <summary>The path it was posted to, in UTF-8.</summary>
    public required byte[] Target { get; init; }

    /// <summary>Bytes of the body.</summary>
    public int Length { get; private set; }

    public Span<byte> Body => _bytes.AsSpan(0, Length);

    /// <summary>What the body holds, in its order.</summary>
    public List<HttpItem> Items { get; private set; } = HttpLists.Rent();

    /// <summary>How many of them are refused.</summary>
    public int Refused { get; private set; }

    public int Records => Items.Count - Refused;

    /// <summary>How many of its first records are in batches that succeeded before it came again.</summary>
    public int Skipped { get; set; }

    /// <summary>How many of its first records are in batches that succeeded, when a later one failed.</summary>
    public int Committed { get; set; }

    /// <summary>Done when it is known what became of it: null when all its records are durable.</summary>
    public Task<HttpRefusal?> Done => _done.Task;

    /// <summary>Somebody else holds it too.</summary>
    public void Share() => Interlocked.Increment(ref _owners);

    /// <summary>Where the next bytes of the body go; empty when there is no room for more.</summary>
    public Memory<byte> FreeBytes(int bodyBytesMax)
    {
        if (Length == _bytes.Length)
        {
            int wanted = (int)Math.Min(bodyBytesMax + 1L, Math.Max(FirstBytes, _bytes.Length * 2L));
            if (wanted <= _held || !admission.TryHold(wanted - _held))
            {
                return default;
            }

            _held = wanted;
            byte[] larger = ArrayPool<byte>.Shared.Rent(wanted);
            Body.CopyTo(larger);
            GiveBack();
            _bytes = larger;
        }

        return _bytes.AsMemory(Length);
    }

    public void Advance(int count) => Length += count;

    public void Add(in HttpItem item)
    {
        Items.Add(item);
        Refused += item.Error is null ? 0 : 1;
    }

    /// <summary>Its records are durable, or it is refused.</summary>
    public void Complete(HttpRefusal? refusal) => _done.TrySetResult(refusal);

    public void Dispose()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
        {
            GiveBack();
            _bytes = [];
            HttpLists.Return(Items);
            Items = [];
            admission.Release(_held);
        }
    }

    private void GiveBack()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }
    }
}

using System.Numerics;

namespace HotStream;

/// <summary>
/// Messages between the thread of a client library, which lends a message for the length of a call, and the one thread that takes them:
/// copied into slots that are used again, so that no message allocates and none takes a lock. While all slots are full the library waits,
/// without a thread.
/// </summary>
/// <typeparam name="TSlot">What a slot holds; it keeps its arrays from one message to the next.</typeparam>
/// <param name="capacity">Messages that may wait, rounded up to a power of two.</param>
public sealed class Inbox<TSlot>(int capacity)
    where TSlot : struct
{
    private readonly TSlot[] _slots = new TSlot[BitOperations.RoundUpToPowerOf2((uint)capacity)];
    private readonly AutoResetEvent _wake = new(initialState: false);
    private long _put;
    private long _freed;
    private bool _sleeps;
    private TaskCompletionSource? _waitsForRoom;

    /// <summary>Messages that wait. Exact for both threads as far as their own side goes.</summary>
    public long Ready => Volatile.Read(ref _put) - Volatile.Read(ref _freed);

    /// <summary>Whether there is a slot for another message. The library's thread.</summary>
    public bool HasRoom => Ready < _slots.Length;

    /// <summary>The slot of the next message, to be filled while there is room; then <see cref="Put"/>. The library's thread.</summary>
    public ref TSlot Next => ref _slots[_put & (_slots.Length - 1)];

    /// <summary>
    /// The message at a place, from 0 to what is <see cref="Ready"/>. The thread that takes; a look from another one may see a message
    /// that is newer.
    /// </summary>
    /// <param name="index">The place.</param>
    public ref TSlot this[long index] => ref _slots[(_freed + index) & (_slots.Length - 1)];

    /// <summary>The next slot is filled. The library's thread.</summary>
    public void Put()
    {
        Volatile.Write(ref _put, _put + 1);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _sleeps))
        {
            Wake();
        }
    }

    /// <summary>Waits until there is room. The library's thread.</summary>
    /// <param name="stop">Gives up.</param>
    public async Task WaitForRoomAsync(CancellationToken stop)
    {
        while (true)
        {
            var room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Interlocked.Exchange(ref _waitsForRoom, room);
            if (HasRoom)
            {
                return;
            }

            await room.Task.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>The first messages were taken. The thread that takes.</summary>
    /// <param name="count">How many.</param>
    public void Free(long count)
    {
        Volatile.Write(ref _freed, _freed + count);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _waitsForRoom) is not null)
        {
            Interlocked.Exchange(ref _waitsForRoom, null)?.TrySetResult();
        }
    }

    /// <summary>Waits until there is a message, or <see cref="Wake"/> was called. May return for nothing. The thread that takes.</summary>
    /// <param name="longest">How long.</param>
    /// <returns>False when nothing happened for so long.</returns>
    public bool Wait(TimeSpan longest)
    {
        Volatile.Write(ref _sleeps, true);
        Interlocked.MemoryBarrier();
        bool isAwake = Ready > 0 || _wake.WaitOne(longest);
        Volatile.Write(ref _sleeps, false);
        return isAwake;
    }

    /// <summary>Ends a <see cref="Wait"/>. Any thread.</summary>
    public void Wake() => _wake.Set();
}

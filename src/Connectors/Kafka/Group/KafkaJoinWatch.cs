using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream.Kafka;

/// <summary>
/// Knows whether a member has asked to join its group and has no answer yet. A commit of that time would wait behind the request, and reach
/// the coordinator with a generation that is over; the client then takes all partitions for lost, and what is under way of them would come
/// twice. The client does not say when it joins, so its requests are looked at, on its own threads.
/// </summary>
internal sealed unsafe class KafkaJoinWatch : IDisposable
{
    private const short JoinGroup = 11;
    private const short SyncGroup = 14;
    private const string Name = "hotstream";

    private GCHandle _self;
    private volatile bool _joins;
    private volatile int _joined; // times
    private volatile int _refusedAt = -1;

    public KafkaJoinWatch() => _self = GCHandle.Alloc(this);

    /// <summary>Times that the member has joined.</summary>
    public int Joined => _joined;

    /// <summary>Whether the member joins just now, or will at once, since a commit was refused for that.</summary>
    public bool Joins => _joins || _refusedAt == _joined;

    /// <summary>A commit was refused, for another generation of the group begins.</summary>
    /// <param name="joined">How often the member had joined when it was sent.</param>
    public void NoteRefused(int joined) => _refusedAt = joined;

    /// <summary>Watches the client that will be made of settings; it must be gone before this is disposed.</summary>
    public void AddTo(nint conf) => RdKafka.ConfWatchNew(conf, Name, &OnNew, GCHandle.ToIntPtr(_self));

    public void Dispose() => _self.Free();

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static KafkaCode OnNew(nint client, nint conf, nint self, byte* error, nuint size)
    {
        RdKafka.WatchRequests(client, Name, &OnRequest, self);
        return RdKafka.WatchResponses(client, Name, &OnResponse, self);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static KafkaCode OnRequest(nint client, int socket, byte* broker, int brokerId, short api, short version, int id, nuint size,
        nint self)
    {
        if (api == JoinGroup)
        {
            Of(self)._joins = true;
        }

        return KafkaCode.Ok;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static KafkaCode OnResponse(nint client, int socket, byte* broker, int brokerId, short api, short version, int id, nuint size,
        long time, KafkaCode code, nint self)
    {
        if (api == SyncGroup)
        {
            KafkaJoinWatch watch = Of(self);
            watch._joined++; // this thread alone
            watch._joins = false;
        }

        return KafkaCode.Ok;
    }

    private static KafkaJoinWatch Of(nint self) => (KafkaJoinWatch)GCHandle.FromIntPtr(self).Target!;
}

using System.Net.Sockets;

namespace HotStream.Bench;

/// <summary>
/// The ways in which a program sends the records of many small partitions to a server: the stages of every tutorial on outputs.
/// </summary>
internal sealed class PartitionSenders(RecordServer server, int partitions, int recordsEach) : IDisposable
{
    private readonly byte[] _record = new byte[RecordServer.RecordBytes];
    private readonly byte[] _block = new byte[recordsEach * RecordServer.RecordBytes];
    private readonly byte[] _answer = new byte[1];
    private readonly ConnectionPool<Socket> _pool = new(
        new PoolOptions { Name = "bench", MaxConnections = 2 },
        _ => new(Connect(server)),
        socket => socket.Dispose());

    public JobAnswer Expected { get; } =
        new((long)partitions * recordsEach, 1, (ulong)((long)partitions * recordsEach * (recordsEach - 1) / 2));

    public JobOutcome ConnectionPerRecord()
    {
        server.Take();
        for (var partition = 0; partition < partitions; partition++)
        {
            for (var i = 0; i < recordsEach; i++)
            {
                using var socket = Connect(server);
                socket.Send(Record(i, isLast: true));
                socket.Receive(_answer);
            }
        }

        return Outcome();
    }

    public JobOutcome ConnectionPerPartition()
    {
        server.Take();
        for (var partition = 0; partition < partitions; partition++)
        {
            using var socket = Connect(server);
            SendOneByOne(socket);
        }

        return Outcome();
    }

    public JobOutcome Pooled()
    {
        server.Take();
        for (var partition = 0; partition < partitions; partition++)
        {
            using var lease = _pool.LeaseAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            SendOneByOne(lease.Connection);
        }

        return Outcome();
    }

    public JobOutcome PooledAndGathered()
    {
        server.Take();
        for (var partition = 0; partition < partitions; partition++)
        {
            using var lease = _pool.LeaseAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
            for (var i = 0; i < recordsEach; i++)
                Record(i, i == recordsEach - 1).CopyTo(_block.AsSpan(i * RecordServer.RecordBytes));
            lease.Connection.Send(_block);
            lease.Connection.Receive(_answer);
        }

        return Outcome();
    }

    public void Dispose() => _pool.Dispose();

    private static Socket Connect(RecordServer server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(server.EndPoint);
        return socket;
    }

    private void SendOneByOne(Socket socket)
    {
        for (var i = 0; i < recordsEach; i++)
            socket.Send(Record(i, i == recordsEach - 1));
        socket.Receive(_answer);
    }

    private ReadOnlySpan<byte> Record(int value, bool isLast)
    {
        BitConverter.TryWriteBytes(_record, (long)value);
        _record[RecordServer.LastFlagAt] = isLast ? (byte)1 : (byte)0;
        return _record;
    }

    private JobOutcome Outcome() => new(Expected.Total, server.Take);
}

using System.Text.Json;

namespace HotStream.Kinesis;

/// <summary>
/// The table of leases of a group. Each question is asked once. A write of an owner holds only while the item is as the owner has it: who
/// lost a lease writes nothing. Thread-safe.
/// </summary>
internal sealed class LeaseTable(KinesisClient client, string table, string group, string worker)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(100); // while it is made

    private readonly string _name = $"table {PlainText.Of(table)} of group {PlainText.Of(group)}";

    /// <summary>Sees that it is there, and makes it where it is not.</summary>
    /// <exception cref="KinesisException">It cannot be had, or is no table of leases.</exception>
    public async Task PrepareAsync(CancellationToken stop)
    {
        while (true)
        {
            string status;
            try
            {
                (status, bool isOfLeases) = await client.AskAsync($"{_name} could not be looked at", "DescribeTable",
                    LeaseRequests.Describe(table), static answer => LeaseReader.ReadTable(answer.Bytes), stop).ConfigureAwait(false);
                if (!isOfLeases)
                {
                    throw new KinesisException(KinesisProblem.Refused, $"{_name} is no table of leases: its key is not the text "
                        + $"{LeaseNames.Key} alone. Take another group or {nameof(KinesisGroupOptions)}."
                        + $"{nameof(KinesisGroupOptions.TableName)}, or remove the table.");
                }
            }
            catch (KinesisException missing) when (missing.Problem == KinesisProblem.Missing)
            {
                await CreateAsync(stop).ConfigureAwait(false);
                status = "CREATING";
            }

            if (status is "ACTIVE" or "UPDATING")
            {
                return;
            }

            await Task.Delay(s_look, stop).ConfigureAwait(false);
        }
    }

    /// <summary>All leases.</summary>
    /// <exception cref="KinesisException">It failed.</exception>
    public async Task<List<Lease>> ListAsync(CancellationToken stop)
    {
        List<Lease> leases = [];
        string? from = null;
        do
        {
            from = await client.AskAsync($"{_name} could not be read", "Scan", LeaseRequests.Scan(table, from),
                answer => LeaseReader.ReadPage(answer.Bytes, leases), stop).ConfigureAwait(false);
        }
        while (from is not null);

        return leases;
    }

    /// <summary>A lease as it is now; null when there is none.</summary>
    /// <exception cref="KinesisException">It failed.</exception>
    public Task<Lease?> GetAsync(string shard) => client.AskAsync($"{_name} could not be read", "GetItem",
        LeaseRequests.Get(table, shard), static answer => LeaseReader.ReadOne(answer.Bytes), CancellationToken.None);

    /// <summary>Adds a lease.</summary>
    /// <returns>False where there is one.</returns>
    /// <exception cref="KinesisException">It failed.</exception>
    public Task<bool> TryAddAsync(Lease lease, CancellationToken stop) =>
        TryAsync("PutItem", LeaseRequests.Add(table, lease), static _ => true, stop);

    /// <summary>Removes a lease whose shard was read to its end.</summary>
    /// <exception cref="KinesisException">It failed.</exception>
    public Task TryDeleteAsync(Lease lease, CancellationToken stop) =>
        TryAsync("DeleteItem", LeaseRequests.Delete(table, lease.Shard), static _ => true, stop);

    /// <summary>Asks the owner of a lease to give it up.</summary>
    /// <returns>False when it is not that owner's any more, or somebody else asks for it.</returns>
    /// <exception cref="KinesisException">It failed.</exception>
    public Task<bool> TryAskForAsync(Lease lease, CancellationToken stop) => TryAsync("UpdateItem",
        new LeaseUpdate(table, lease.Shard).Set(LeaseNames.WantedBy, worker).When(LeaseNames.Owner, lease.Owner)
            .When(LeaseNames.WantedBy, lease.WantedBy).Body(),
        static _ => true, stop);

    /// <summary>Takes a lease that is as it was seen.</summary>
    /// <param name="lease">As it was seen.</param>
    /// <param name="stream">See <see cref="Lease.IdentityOf"/>.</param>
    /// <param name="begin">Where reading begins, if only the time of that is not in the table; else null.</param>
    /// <returns>As it is now; null when it has changed.</returns>
    /// <exception cref="KinesisException">It failed.</exception>
    public Task<Lease?> TryTakeAsync(Lease lease, string stream, long? begin)
    {
        LeaseUpdate update = new LeaseUpdate(table, lease.Shard).Set(LeaseNames.Owner, worker).Set(LeaseNames.Counter, lease.Counter + 1)
            .Set(LeaseNames.Switches, lease.Switches + (lease.Owner is null || lease.Owner == worker ? 0 : 1))
            .Set(LeaseNames.Stream, stream).Remove(LeaseNames.WantedBy).When(LeaseNames.Counter, lease.Counter)
            .When(LeaseNames.Owner, lease.Owner);
        if (begin is { } time)
        {
            update.Set(LeaseNames.ReadUpTo, time);
        }

        // never given up: a lease that is taken and not known would be nobody's for a while
        return TryAsync("UpdateItem", update.Body(), static answer => LeaseReader.ReadOne(answer.Bytes), CancellationToken.None);
    }

    /// <summary>Renews a lease of ours, notes how far its records are done, and may give it back.</summary>
    /// <param name="lease">As we have it.</param>
    /// <param name="done">How far records are done.</param>
    /// <param name="givesBack">Whether to give it back.</param>
    /// <returns>As it is now.</returns>
    /// <exception cref="KinesisException">
    /// It failed; with <see cref="KinesisProblem.Conflict"/> since the lease is not as we have it.
    /// </exception>
    public Task<Lease> WriteAsync(Lease lease, KinesisPosition done, bool givesBack)
    {
        LeaseUpdate update = new LeaseUpdate(table, lease.Shard).Set(LeaseNames.Counter, lease.Counter + 1)
            .When(LeaseNames.Counter, lease.Counter).When(LeaseNames.Owner, worker);
        if (givesBack)
        {
            update.Remove(LeaseNames.Owner); // who asked for it finds it kept for a while
        }

        if (done.Kind is KinesisPositionKind.Record or KinesisPositionKind.End)
        {
            bool isEnd = done.Kind == KinesisPositionKind.End;
            update.Set(LeaseNames.Checkpoint, isEnd ? LeaseNames.ShardEnd : done.Sequence)
                .Set(LeaseNames.Part, isEnd ? 0 : Math.Max(0, done.Part)).Set(LeaseNames.Switches, 0)
                .Remove(LeaseNames.Pending).Remove(LeaseNames.PendingPart);
        }

        if (done.Kind != KinesisPositionKind.End && done.Milliseconds > 0)
        {
            update.Set(LeaseNames.ReadUpTo, done.Milliseconds);
        }
        else if (done.Kind == KinesisPositionKind.End)
        {
            update.Remove(LeaseNames.ReadUpTo).Remove(LeaseNames.WantedBy);
        }

        return client.AskAsync($"lease {PlainText.Of(lease.Shard)} in {_name} could not be renewed", "UpdateItem", update.Body(),
            answer => LeaseReader.ReadOne(answer.Bytes) ?? throw new JsonException("It has no item."), CancellationToken.None);
    }

    private async Task CreateAsync(CancellationToken stop)
    {
        try
        {
            await client.AskAsync($"{_name} could not be made", "CreateTable", LeaseRequests.Create(table), static _ => true, stop)
                .ConfigureAwait(false);
        }
        catch (KinesisException failure) when (failure.Problem == KinesisProblem.Away
            && failure.Message.Contains("ResourceInUse", StringComparison.Ordinal))
        {
            // another member makes it
        }
    }

    private async Task<TAnswer?> TryAsync<TAnswer>(string operation, ReadOnlyMemory<byte> body, Func<KinesisAnswer, TAnswer> read,
        CancellationToken stop)
    {
        try
        {
            return await client.AskAsync($"{_name} could not be written", operation, body, read, stop).ConfigureAwait(false);
        }
        catch (KinesisException conflict) when (conflict.Problem == KinesisProblem.Conflict)
        {
            return default;
        }
    }
}

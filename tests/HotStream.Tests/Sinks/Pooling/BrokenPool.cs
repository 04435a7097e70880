namespace HotStream.Tests.Sinks.Pooling;

/// <summary>What is wrong with a <see cref="BrokenPool"/>.</summary>
internal enum PoolDefect
{
    /// <summary>Nothing: the control of the control.</summary>
    None,

    /// <summary>A connection is looked at, then taken, in two steps.</summary>
    LooksThenTakes,

    /// <summary>One connection too many may be opened.</summary>
    OneTooMany,

    /// <summary>A broken connection's place is not given on.</summary>
    LosesPlaces,

    /// <summary>A connection marked broken goes back closed.</summary>
    KeepsBroken,

    /// <summary>At the end, what rests stays open.</summary>
    LeavesOpen,
}

/// <summary>A plain pool with one defect. The stress test must catch each, or its silence about the real pool proves nothing.</summary>
internal sealed class BrokenPool(FakeServer server, int most, PoolDefect defect, TimeSpan patience) : IPoolUnderTest
{
    private readonly SemaphoreSlim _places = new(defect == PoolDefect.OneTooMany ? most + 1 : most);
    private readonly List<FakeConnection> _resting = [];
    private int _takes;

    public async Task<(FakeConnection Connection, Action<bool> Return)?> LeaseAsync()
    {
        if (!await _places.WaitAsync(patience))
        {
            return null;
        }

        FakeConnection connection = Take() ?? server.Connect();
        return (connection, isBroken => Return(connection, isBroken));
    }

    public Task EndAsync()
    {
        if (defect != PoolDefect.LeavesOpen)
        {
            _resting.ForEach(server.Close);
        }

        return Task.CompletedTask;
    }

    private FakeConnection? Take()
    {
        FakeConnection? seen = null;
        if (defect == PoolDefect.LooksThenTakes)
        {
            lock (_resting)
            {
                seen = _resting.LastOrDefault();
            }

            Thread.Sleep(++_takes % 16 == 0 ? 1 : 0); // lingers now and then, so that one core is enough to see it
        }

        lock (_resting)
        {
            seen ??= _resting.LastOrDefault();
            if (seen is not null)
            {
                _resting.Remove(seen);
            }

            return seen;
        }
    }

    private void Return(FakeConnection connection, bool isBroken)
    {
        if (isBroken)
        {
            server.Close(connection);
        }

        if (!isBroken || defect == PoolDefect.KeepsBroken)
        {
            lock (_resting)
            {
                _resting.Add(connection);
            }
        }

        if (!isBroken || defect != PoolDefect.LosesPlaces)
        {
            _places.Release();
        }
    }
}

namespace HotStream.Mqtt;

/// <summary>What a <see cref="MqttCrew"/> serves: whoever asks for it, one thread at a time has it.</summary>
internal abstract class MqttServed
{
    private const int Parked = 0;
    private const int Asked = 1;
    private const int Served = 2;
    private const int ServedAndAsked = 3;
    private const int Gone = 4;

    private int _state;

    /// <summary>Whether nobody serves it and nobody was asked to.</summary>
    public bool IsParked => Volatile.Read(ref _state) == Parked;

    /// <summary>Notes that it wants to be served. Returns whether it is to be put in the queue.</summary>
    public bool TryAsk()
    {
        while (true)
        {
            int state = Volatile.Read(ref _state);
            int next = state switch { Parked => Asked, Served => ServedAndAsked, _ => state };
            if (next == state)
            {
                return false;
            }

            if (Interlocked.CompareExchange(ref _state, next, state) == state)
            {
                return next == Asked;
            }
        }
    }

    /// <summary>Serves it. Returns whether it was asked for meanwhile and must be put in the queue again.</summary>
    public bool ServeOnce()
    {
        Volatile.Write(ref _state, Served);
        MqttNext next = Serve();
        if (next == MqttNext.Gone)
        {
            Volatile.Write(ref _state, Gone);
            return false;
        }

        if (next == MqttNext.Again || Interlocked.CompareExchange(ref _state, Parked, Served) != Served)
        {
            Volatile.Write(ref _state, Parked); // to be asked for at once
            return true;
        }

        if (next == MqttNext.Watch)
        {
            Park();
        }

        return false;
    }

    /// <summary>Does what there is to do, briefly where others wait. Does not throw.</summary>
    protected abstract MqttNext Serve();

    /// <summary>Nobody serves it any more: asks for a notification when bytes come. Somebody else may serve it already.</summary>
    protected abstract void Park();
}

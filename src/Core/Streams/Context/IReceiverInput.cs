namespace HotStream;

/// <summary>What the context does with a received input, whatever its records.</summary>
internal interface IReceiverInput
{
    /// <summary>The input's number in its context.</summary>
    int StreamId { get; }

    /// <summary>The input's name.</summary>
    string OperatorName { get; }

    /// <summary>How its receiver fares.</summary>
    ReceiverInfo Info { get; }

    /// <summary>Starts the receiver.</summary>
    void Start(BatchTime firstTime);

    /// <summary>Asks the receiver to stop; what it stored stays. Gracefully: what it holds is stored first.</summary>
    void BeginStop(bool graceful);

    /// <summary>Waits until the receiver has ended; not when it is the one that stops the context.</summary>
    void AwaitEnd(TimeSpan longest, Thread stopCaller);

    /// <summary>Clock: a batch ends now.</summary>
    void MarkBoundary();

    /// <summary>Driver: closes the open batch; returns its records.</summary>
    long Close(BatchTime time, BatchTime next);

    /// <summary>Whether its source sends again what was not committed.</summary>
    bool SendsAgain { get; }

    /// <summary>Driver: the outputs of the batch closed last have run.</summary>
    void Settle(BatchTime time, bool succeeded);

    /// <summary>Driver: a batch is done, and what the receiver may take from now on follows from how it went.</summary>
    void Learn(BatchInfo batch);

    /// <summary>Whether something stored is in no batch yet.</summary>
    bool HasData { get; }
}

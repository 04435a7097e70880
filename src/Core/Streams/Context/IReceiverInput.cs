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

    /// <summary>Before the start: what its lanes take is kept in a log, and read from there in batches that are run again.</summary>
    /// <param name="log">The log.</param>
    /// <param name="place">Place of the input.</param>
    /// <param name="writes">Whether it is kept; else it is only read.</param>
    /// <exception cref="NotSupportedException">A type cannot be stored; says which and what to add.</exception>
    /// <exception cref="InvalidOperationException">What is in the log was of another type.</exception>
    void UseLog(ReceivedLog log, string place, bool writes);

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

namespace HotStream;

/// <summary>Is notified of how a receiver fares, on whatever thread that happens.</summary>
internal interface IReceiverWatcher
{
    /// <summary>The receiver runs, for the first time or again.</summary>
    void OnStarted(int restarts);

    /// <summary>Something went wrong; <paramref name="isRunning"/> says whether the receiver runs on.</summary>
    void OnError(string message, Exception? cause, bool isRunning);

    /// <summary>The receiver has stopped for good.</summary>
    void OnStopped(string reason);
}

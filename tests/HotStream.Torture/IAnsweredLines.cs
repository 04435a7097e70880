namespace HotStream.Torture;

/// <summary>
/// Sends numbered lines until they are answered for, again those that were not; its lines are its letter, the number, and how often that
/// was sent. So what this sends twice is told from what the engine has twice: each is in a batch once at most, and what was answered for
/// may never be lost.
/// </summary>
internal interface IAnsweredLines
{
    /// <summary>What its lines begin with.</summary>
    char Letter { get; }

    /// <summary>How many numbers there are.</summary>
    int Count { get; }

    /// <summary>Numbers below it were answered for.</summary>
    int Acknowledged { get; }

    /// <summary>What it was answered that it should not be; null when all was right.</summary>
    string? Wrong => null;

    /// <summary>Whether a number was sent so often.</summary>
    bool HasSent(int number, int attempt);

    /// <summary>Some more lines.</summary>
    void Send(int lines);
}

namespace HotStream;

/// <summary>Where the reading of a stream queue begins.</summary>
public enum RabbitMqStart
{
    /// <summary>With the first message that the queue still has.</summary>
    First,

    /// <summary>With what comes from now on.</summary>
    Next,
}

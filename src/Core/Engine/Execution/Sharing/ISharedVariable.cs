namespace HotStream;

/// <summary>What a context knows of an accumulator or a broadcast, whatever its type.</summary>
internal interface ISharedVariable
{
    string Name { get; }

    /// <summary>Shows it in the metrics until the answer is disposed; null when it is nothing a metric can show.</summary>
    IDisposable? Observe(string context);
}

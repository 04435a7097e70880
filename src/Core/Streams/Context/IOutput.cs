namespace HotStream;

/// <summary>An output operation as the scheduler sees it.</summary>
internal interface IOutput
{
    /// <summary>Name in messages.</summary>
    string Name { get; }

    /// <summary>The stream it reads.</summary>
    StreamNode Source { get; }

    /// <summary>What it carries from batch to batch; null for most outputs.</summary>
    Learner? Learner { get; }

    /// <summary>Builds the batch of a time; false when there is none. Functions of Transform run here.</summary>
    bool Generate(BatchTime time);

    /// <summary>Does the work on the batch just generated.</summary>
    void Run();
}

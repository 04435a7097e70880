namespace HotStream;

/// <summary>One way to make a plan cheaper without changing what comes out.</summary>
internal interface IRule
{
    /// <summary>The better plan, or the same object when there is nothing to do.</summary>
    Plan Apply(Plan plan);
}

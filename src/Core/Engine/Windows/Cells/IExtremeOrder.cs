namespace HotStream;

/// <summary>Which of two numbers stays.</summary>
internal interface IExtremeOrder
{
    static abstract bool IsMax { get; }
}

namespace HotStream;

/// <summary>The greater one.</summary>
internal readonly struct MaxOrder : IExtremeOrder
{
    public static bool IsMax => true;
}

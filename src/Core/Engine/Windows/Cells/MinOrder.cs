namespace HotStream;

/// <summary>The smaller one.</summary>
internal readonly struct MinOrder : IExtremeOrder
{
    public static bool IsMax => false;
}

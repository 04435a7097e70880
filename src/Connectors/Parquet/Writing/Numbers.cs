using System.Runtime.InteropServices;

namespace HotStream.Parquet;

/// <summary>Questions about numbers whose type is a parameter.</summary>
internal static class Numbers
{
    /// <summary>Whether any of them, which are doubles, is NaN.</summary>
    public static bool ContainsAnyNaN<T>(this Span<T> values)
        where T : unmanaged
    {
        foreach (double value in MemoryMarshal.Cast<T, double>(values))
        {
            if (double.IsNaN(value))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>A comparison as a type: one value at a time, which is the definition, and by vectors of each width.</summary>
internal interface IComparison<T> : IMap<T, T, bool>
    where T : unmanaged
{
    static abstract Vector128<T> Apply(Vector128<T> left, Vector128<T> right);

    static abstract Vector256<T> Apply(Vector256<T> left, Vector256<T> right);

    static abstract Vector512<T> Apply(Vector512<T> left, Vector512<T> right);
}

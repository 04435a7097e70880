namespace HotStream;

/// <summary>A function of one value, as a type, so that the loop around it is compiled for it.</summary>
internal interface IMap<TIn, TResult>
    where TIn : unmanaged
    where TResult : unmanaged
{
    static abstract TResult Apply(TIn value);
}

/// <summary>A function of two values, as a type.</summary>
internal interface IMap<TLeft, TRight, TResult>
    where TLeft : unmanaged
    where TRight : unmanaged
    where TResult : unmanaged
{
    static abstract TResult Apply(TLeft left, TRight right);
}

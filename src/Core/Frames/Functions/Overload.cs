namespace HotStream;

/// <summary>One list of parameters of a function.</summary>
/// <param name="Parameters">The types of the arguments.</param>
/// <param name="Result">The type of the result.</param>
/// <param name="Kernel">Makes what computes it.</param>
/// <param name="Nulls">Who says which results are null.</param>
internal sealed record Overload(DataType[] Parameters, DataType Result, Func<Kernel> Kernel, NullRule Nulls = NullRule.Strict)
{
    /// <summary>A delegate of one argument.</summary>
    public static Overload Of<TIn, TResult>(DataType parameter, DataType result, TryMap<TIn, TResult> map)
        where TIn : unmanaged
        where TResult : unmanaged => new([parameter], result, () => new TryKernel<TIn, TResult>(map));

    /// <summary>A delegate of two arguments.</summary>
    public static Overload Of<TLeft, TRight, TResult>(DataType left, DataType right, DataType result, TryMap<TLeft, TRight, TResult> map)
        where TLeft : unmanaged
        where TRight : unmanaged
        where TResult : unmanaged => new([left, right], result, () => new TryKernel<TLeft, TRight, TResult>(map));

    /// <summary>A delegate of three arguments.</summary>
    public static Overload Of<TFirst, TSecond, TThird, TResult>(DataType first, DataType second, DataType third, DataType result,
        TryMap<TFirst, TSecond, TThird, TResult> map)
        where TFirst : unmanaged
        where TSecond : unmanaged
        where TThird : unmanaged
        where TResult : unmanaged => new([first, second, third], result, () => new TryKernel<TFirst, TSecond, TThird, TResult>(map));

    /// <summary>A loop of its own over one argument.</summary>
    public static Overload Map<TMap, TIn, TResult>(DataType parameter, DataType result)
        where TMap : struct, IMap<TIn, TResult>
        where TIn : unmanaged
        where TResult : unmanaged => new([parameter], result, () => new MapKernel<TMap, TIn, TResult>());

    /// <summary>A loop of its own over two arguments.</summary>
    public static Overload Map<TMap, TLeft, TRight, TResult>(DataType left, DataType right, DataType result)
        where TMap : struct, IMap<TLeft, TRight, TResult>
        where TLeft : unmanaged
        where TRight : unmanaged
        where TResult : unmanaged => new([left, right], result, () => new MapKernel<TMap, TLeft, TRight, TResult>());

    /// <summary>The call with the first overload that fits: as they are, then widened, then by way of text as Spark does.</summary>
    public static Bound Bind(string name, IReadOnlyList<Overload> overloads, IReadOnlyList<Bound> arguments)
    {
        Overload? fit = null;
        for (Conversion allowed = Conversion.None; allowed <= Conversion.Text && fit is null; allowed++)
        {
            fit = overloads.FirstOrDefault(overload => overload.Parameters.Length == arguments.Count
                && overload.Parameters.Zip(arguments).All(pair => TypeRules.CostOf(pair.Second.Type, pair.First) <= allowed));
        }

        if (fit is null)
        {
            string takes = string.Join(" or ",
                overloads.Select(overload => $"({string.Join(", ", overload.Parameters.Select(type => type.Name))})"));
            throw new AnalysisException($"{name} takes {takes}, not "
                + $"({string.Join(", ", arguments.Select(argument => argument.Type.Name))}).");
        }

        return new BoundCall(name, [.. arguments.Zip(fit.Parameters, Casts.Widen)], fit.Result, fit.Nulls, fit.Kernel);
    }
}

namespace HotStream;

/// <summary>The loss that is descended: of a linear model, its gradient is always the features times a number.</summary>
internal interface IGradient
{
    /// <summary>The number by which an example's features enter the gradient.</summary>
    /// <param name="margin">Weights times features.</param>
    /// <param name="label">The answer.</param>
    static abstract double Factor(double margin, double label);

    /// <summary>Refuses a label the loss is not defined for.</summary>
    static abstract void Check(double label);
}
